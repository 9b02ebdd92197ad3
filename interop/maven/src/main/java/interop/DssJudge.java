package interop;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** Says what EU DSS thinks of signed files: one JSON-like line a signature. Usage: ROOT.pem[,ROOT2.pem] FILE… */
public final class DssJudge {
    private DssJudge() {}

    public static void main(String[] args) {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        for (String root : args[0].split(",")) {
            trusted.addCertificate(DSSUtils.loadCertificate(new File(root)));
        }
        boolean all = true;
        for (int i = 1; i < args.length; i++) {
            all &= judge(args[i], trusted);
        }
        System.exit(all ? 0 : 1);
    }

    private static boolean judge(String file, CommonTrustedCertificateSource trusted) {
        try {
            CommonCertificateVerifier verifier = new CommonCertificateVerifier();
            verifier.setTrustedCertSources(trusted);
            SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
            validator.setCertificateVerifier(verifier);
            SimpleReport report = validator.validateDocument().getSimpleReport();
            boolean ok = report.getSignaturesCount() > 0;
            List<String> lines = new ArrayList<>();
            for (String id : report.getSignatureIdList()) {
                boolean passed = report.getIndication(id) == Indication.TOTAL_PASSED;
                ok &= passed;
                lines.add(report.getIndication(id) + " " + report.getSignatureFormat(id)
                    + (report.getSubIndication(id) == null ? "" : " " + report.getSubIndication(id))
                    + (passed ? "" : " " + report.getAdESValidationErrors(id)));
            }
            System.out.println((ok ? "OK   " : "FAIL ") + file + " " + lines);
            return ok;
        } catch (RuntimeException e) {
            System.out.println("FAIL " + file + " " + e);
            return false;
        }
    }
}
