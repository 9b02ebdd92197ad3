package interop;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.digidoc4j.Configuration;
import org.digidoc4j.Container;
import org.digidoc4j.ContainerBuilder;
import org.digidoc4j.ContainerValidationResult;
import org.digidoc4j.exceptions.DigiDoc4JException;
import org.digidoc4j.impl.asic.tsl.TSLCertificateSourceImpl;

/**
 * Says what digidoc4j thinks of ASiC-E containers with XAdES: one line a file.
 *
 * <p>Usage: ROOT.pem[,ROOT2.pem] FILE… The roots stand in place of a trusted list. How far an OCSP answer may be from
 * the timestamp is not asked: the answers of the test PKI carry the machine's clock, its timestamps do not.
 */
public final class Digidoc4jJudge {
    private static final int TEN_YEARS_IN_MINUTES = 10 * 366 * 24 * 60;

    private Digidoc4jJudge() {}

    public static void main(String[] args) throws Exception {
        TSLCertificateSourceImpl trusted = new TSLCertificateSourceImpl();
        for (String root : args[0].split(",")) {
            trusted.addTSLCertificate(certificate(Path.of(root)));
        }
        Configuration configuration = Configuration.of(Configuration.Mode.TEST);
        configuration.setTSL(trusted);
        configuration.setRevocationAndTimestampDeltaInMinutes(TEN_YEARS_IN_MINUTES);
        boolean all = true;
        for (int i = 1; i < args.length; i++) {
            String words = judge(args[i], configuration);
            all &= words.isEmpty();
            System.out.println((words.isEmpty() ? "OK   " : "FAIL ") + args[i] + " [" + words + "]");
        }
        System.exit(all ? 0 : 1);
    }

    private static String judge(String file, Configuration configuration) {
        try {
            Container container =
                ContainerBuilder.aContainer().withConfiguration(configuration).fromExistingFile(file).build();
            if (container.getSignatures().isEmpty()) {
                return "no signature";
            }
            ContainerValidationResult result = container.validate();
            return result.isValid() ? "" : said(result.getErrors());
        } catch (RuntimeException e) {
            return e.toString().replaceAll("\\s+", " ");
        }
    }

    private static String said(List<DigiDoc4JException> errors) {
        return errors.isEmpty() ? "not valid" : String.join("; ", errors.stream().map(Throwable::getMessage).toList());
    }

    private static X509Certificate certificate(Path path) throws Exception {
        try (InputStream stream = Files.newInputStream(path)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(stream);
        }
    }
}
