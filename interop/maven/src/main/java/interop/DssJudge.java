package interop;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.ExternalResourcesOCSPSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what EU DSS thinks of signed files: one line a file.
 *
 * <p>Usage: ROOT.pem[,ROOT2.pem] [--material FOLDER] (FILE [--detached DATA]…)… where the folder holds what levels B
 * and T do not carry and DSS would fetch: certificates (*.pem), revocation lists (*.crl) and OCSP answers (*.ocsp).
 *
 * <p>A file without a signature but with timestamps is judged by those (ASiC-S with a timestamp alone).
 */
public final class DssJudge {
    private DssJudge() {}

    public static void main(String[] args) {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        for (String root : args[0].split(",")) {
            trusted.addCertificate(DSSUtils.loadCertificate(new File(root)));
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        int first = 1;
        if (args.length > 2 && args[1].equals("--material")) {
            bring(verifier, new File(args[2]));
            first = 3;
        }
        boolean all = true;
        for (int i = first; i < args.length;) {
            String file = args[i++];
            List<DSSDocument> detached = new ArrayList<>();
            while (i + 1 < args.length && args[i].equals("--detached")) {
                detached.add(new FileDocument(args[i + 1]));
                i += 2;
            }
            all &= judge(file, detached, verifier);
        }
        System.exit(all ? 0 : 1);
    }

    private static void bring(CommonCertificateVerifier verifier, File folder) {
        CommonCertificateSource certificates = new CommonCertificateSource();
        List<String> lists = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (File file : folder.listFiles()) {
            if (file.getName().endsWith(".pem")) {
                certificates.addCertificate(DSSUtils.loadCertificate(file));
            } else if (file.getName().endsWith(".crl")) {
                lists.add(file.getPath());
            } else if (file.getName().endsWith(".ocsp")) {
                answers.add(file.getPath());
            }
        }
        verifier.setAdjunctCertSources(certificates);
        verifier.setCrlSource(new ExternalResourcesCRLSource(streams(lists)));
        verifier.setOcspSource(new ExternalResourcesOCSPSource(streams(answers)));
    }

    private static InputStream[] streams(List<String> paths) {
        return paths.stream().map(path -> DSSUtils.toByteArray(new File(path))).map(ByteArrayInputStream::new)
            .toArray(InputStream[]::new);
    }

    private static List<String> words(SimpleReport report, String id) {
        return report.getAdESValidationErrors(id).stream().map(Message::getValue).toList();
    }

    private static boolean judge(String file, List<DSSDocument> detached, CommonCertificateVerifier verifier) {
        try {
            SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
            validator.setCertificateVerifier(verifier);
            validator.setDetachedContents(detached);
            SimpleReport report = validator.validateDocument().getSimpleReport();
            List<String> lines = new ArrayList<>();
            boolean ok = report.getSignaturesCount() > 0;
            if (!ok) {
                ok = !report.getTimestampIdList().isEmpty();
                for (String id : report.getTimestampIdList()) {
                    ok &= report.getIndication(id) == Indication.PASSED;
                    lines.add(report.getIndication(id) + " TIMESTAMP");
                }
            }
            for (String id : report.getSignatureIdList()) {
                boolean passed = report.getIndication(id) == Indication.TOTAL_PASSED;
                ok &= passed;
                lines.add(report.getIndication(id) + " " + report.getSignatureFormat(id)
                    + (report.getSubIndication(id) == null ? "" : " " + report.getSubIndication(id))
                    + (passed ? "" : " " + words(report, id)));
            }
            System.out.println((ok ? "OK   " : "FAIL ") + file + " " + lines);
            return ok;
        } catch (RuntimeException e) {
            System.out.println("FAIL " + file + " " + e);
            return false;
        }
    }
}
