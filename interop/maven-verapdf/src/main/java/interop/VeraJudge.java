package interop;

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Says what veraPDF thinks of PDF/A files: one line a file, with the flavour that the file claims. */
public final class VeraJudge {
    private VeraJudge() {}

    public static void main(String[] args) {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        boolean all = true;
        for (String file : args) {
            all &= judge(file);
        }
        System.exit(all ? 0 : 1);
    }

    private static boolean judge(String file) {
        try (InputStream stream = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(stream)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(parser.getFlavour(), false);
            ValidationResult result = validator.validate(parser);
            TreeSet<String> broken = new TreeSet<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    broken.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber() + ": "
                        + assertion.getMessage());
                }
            }
            String words = "[PDF/A-" + parser.getFlavour().getId() + "] " + String.join("; ", broken);
            System.out.println((result.isCompliant() ? "OK   " : "FAIL ") + file + " " + words.replaceAll("\\s+", " "));
            return result.isCompliant();
        } catch (Exception e) {
            System.out.println("FAIL " + file + " " + e.toString().replaceAll("\\s+", " "));
            return false;
        }
    }
}
