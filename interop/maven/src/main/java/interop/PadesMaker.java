package interop;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.RevocationOrigin;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.OCSPSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.OCSPToken;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.KSPrivateKeyEntry;
import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import java.io.File;
import java.io.FileInputStream;
import java.security.KeyStore.PasswordProtection;
import java.security.PrivateKey;
import java.util.Date;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.jcajce.JcaCertificateID;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Signs a PDF with EU DSS at levels B, T, LT and LTA, under authorities that the caller brings.
 *
 * <p>Usage: FOLDER DOCUMENT.pdf where the folder holds root.pem, issuing.pem, root.crl, issuing.crl and signer.p12,
 * tsu.p12, responder.p12 (password `interop`), and is given dss-B.pdf, dss-T.pdf, dss-LT.pdf, dss-LTA.pdf.
 */
public final class PadesMaker {
    private static final char[] PASSWORD = "interop".toCharArray();

    private PadesMaker() {}

    public static void main(String[] args) throws Exception {
        File folder = new File(args[0]);
        CertificateToken root = DSSUtils.loadCertificate(new File(folder, "root.pem"));
        CertificateToken issuing = DSSUtils.loadCertificate(new File(folder, "issuing.pem"));
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(root);
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setOcspSource(ocsp(issuing, entry(folder, "responder.p12")));
        verifier.setCrlSource(new ExternalResourcesCRLSource(
            new FileInputStream(folder + "/root.crl"), new FileInputStream(folder + "/issuing.crl")));

        KSPrivateKeyEntry tsu = entry(folder, "tsu.p12");
        KeyEntityTSPSource tsa = new KeyEntityTSPSource(
            tsu.getPrivateKey(), tsu.getCertificate().getCertificate(),
            List.of(tsu.getCertificate().getCertificate(), issuing.getCertificate(), root.getCertificate()));
        tsa.setTsaPolicy("1.2.3.4.5");
        PAdESService service = new PAdESService(verifier);
        service.setTspSource(tsa);
        for (String level : List.of("B", "T", "LT", "LTA")) {
            sign(service, folder, new FileDocument(args[1]), issuing, level);
        }
    }

    private static void sign(PAdESService service, File folder, DSSDocument document, CertificateToken issuing,
            String level) throws Exception {
        try (Pkcs12SignatureToken token =
                new Pkcs12SignatureToken(new File(folder, "signer.p12"), new PasswordProtection(PASSWORD))) {
            DSSPrivateKeyEntry signer = token.getKeys().get(0);
            PAdESSignatureParameters parameters = new PAdESSignatureParameters();
            parameters.setSignatureLevel(SignatureLevel.valueOf("PAdES_BASELINE_" + level));
            parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
            parameters.setSigningCertificate(signer.getCertificate());
            parameters.setCertificateChain(signer.getCertificate(), issuing);
            ToBeSigned data = service.getDataToSign(document, parameters);
            var value = token.sign(data, DigestAlgorithm.SHA256, signer);
            service.signDocument(document, parameters, value).save(new File(folder, "dss-" + level + ".pdf").getPath());
        }
    }

    private static KSPrivateKeyEntry entry(File folder, String name) throws Exception {
        try (Pkcs12SignatureToken token =
                new Pkcs12SignatureToken(new File(folder, name), new PasswordProtection(PASSWORD))) {
            return (KSPrivateKeyEntry) token.getKeys().get(0);
        }
    }

    private static OCSPSource ocsp(CertificateToken issuing, KSPrivateKeyEntry responder) {
        PrivateKey key = responder.getPrivateKey();
        return (certificate, issuer) -> {
            if (!issuer.equals(issuing) || certificate.equals(responder.getCertificate())) {
                return null;
            }
            try {
                var digests = new JcaDigestCalculatorProviderBuilder().build();
                X509CertificateHolder own = new X509CertificateHolder(responder.getCertificate().getEncoded());
                CertificateID id = new JcaCertificateID(
                    digests.get(CertificateID.HASH_SHA1), issuer.getCertificate(), certificate.getSerialNumber());
                Date now = new Date();
                BasicOCSPResp answer = new BasicOCSPRespBuilder(new RespID(own.getSubject()))
                    .addResponse(id, CertificateStatus.GOOD, now, (Date) null)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key),
                        new X509CertificateHolder[] {own}, now);
                OCSPToken token = new OCSPToken(answer, answer.getResponses()[0], certificate, issuer);
                token.setExternalOrigin(RevocationOrigin.EXTERNAL);
                return token;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
