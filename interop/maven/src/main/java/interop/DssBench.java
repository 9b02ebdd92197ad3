package interop;

import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.MimeTypeEnum;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.ExternalResourcesOCSPSource;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * Signs with EU DSS and says how long each signature took, in a JVM that stays warm.
 *
 * <p>Usage: FOLDER SIGNED-AT; the folder holds key.der (PKCS#8), signer.pem, issuing.pem, root.pem, tsu.der, tsu.pem,
 * signer.ocsp, tsu.ocsp, root.crl, xml.txt, container.txt, a.pdf. Each line of input is OPERATION COUNT, answered by
 * COUNT times in nanoseconds, or OPERATION FILE, answered by OK once a signed document is written there.
 */
public final class DssBench {
    private final Path folder;
    private final Date signedAt;
    private final CertificateToken signer;
    private final CertificateToken issuing;
    private final PrivateKey key;
    private final byte[] forXml;
    private final byte[] forContainer;
    private final byte[] pdf;
    private final XAdESService xades;
    private final ASiCWithXAdESService asic;
    private final PAdESService pades;

    private DssBench(Path folder, Date signedAt) throws Exception {
        this.folder = folder;
        this.signedAt = signedAt;
        signer = certificate("signer.pem");
        issuing = certificate("issuing.pem");
        key = key("key.der", signer);
        forXml = bytes("xml.txt");
        forContainer = bytes("container.txt");
        pdf = bytes("a.pdf");
        CommonCertificateVerifier verifier = verifier();
        xades = new XAdESService(verifier);
        asic = new ASiCWithXAdESService(verifier);
        asic.setTspSource(tsa());
        pades = new PAdESService(verifier);
    }

    public static void main(String[] args) throws Exception {
        DssBench bench = new DssBench(Path.of(args[0]), Date.from(Instant.parse(args[1])));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", 2);
            if (words[1].chars().allMatch(Character::isDigit)) {
                System.out.println(bench.times(words[0], Integer.parseInt(words[1])));
            } else {
                Files.write(Path.of(words[1]), bench.sign(words[0]));
                System.out.println("OK");
            }
        }
    }

    private String times(String operation, int count) throws Exception {
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < count; i++) {
            long started = System.nanoTime();
            sign(operation);
            found.append(System.nanoTime() - started).append(' ');
        }
        return found.toString();
    }

    private byte[] sign(String operation) throws Exception {
        return switch (operation) {
            case "xades-b" -> xml();
            case "asice-b" -> container(SignatureLevel.XAdES_BASELINE_B);
            case "asice-lt" -> container(SignatureLevel.XAdES_BASELINE_LT);
            case "pades-b" -> pdf();
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private byte[] xml() throws Exception {
        XAdESSignatureParameters parameters = new XAdESSignatureParameters();
        parameters.setSignatureLevel(SignatureLevel.XAdES_BASELINE_B);
        parameters.setSignaturePackaging(SignaturePackaging.DETACHED);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(signer);
        parameters.setCertificateChain(signer, issuing);
        parameters.bLevel().setSigningDate(signedAt);
        DSSDocument document = new InMemoryDocument(forXml, "ten.txt", MimeTypeEnum.TEXT);
        SignatureValue value = value(xades.getDataToSign(document, parameters).getBytes());
        return whole(xades.signDocument(document, parameters, value));
    }

    private byte[] container(SignatureLevel level) throws Exception {
        ASiCWithXAdESSignatureParameters parameters = new ASiCWithXAdESSignatureParameters();
        parameters.setSignatureLevel(level);
        parameters.aSiC().setContainerType(ASiCContainerType.ASiC_E);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(signer);
        parameters.setCertificateChain(signer, issuing);
        parameters.bLevel().setSigningDate(signedAt);
        DSSDocument document = new InMemoryDocument(forContainer, "ten.txt", MimeTypeEnum.TEXT);
        SignatureValue value = value(asic.getDataToSign(document, parameters).getBytes());
        return whole(asic.signDocument(document, parameters, value));
    }

    private byte[] pdf() throws Exception {
        PAdESSignatureParameters parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(SignatureLevel.PAdES_BASELINE_B);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(signer);
        parameters.setCertificateChain(signer, issuing);
        parameters.bLevel().setSigningDate(signedAt);
        DSSDocument document = new InMemoryDocument(pdf, "a.pdf", MimeTypeEnum.PDF);
        SignatureValue value = value(pades.getDataToSign(document, parameters).getBytes());
        return whole(pades.signDocument(document, parameters, value));
    }

    private SignatureValue value(byte[] data) throws Exception {
        boolean rsa = key.getAlgorithm().equals("RSA");
        Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key);
        signature.update(data);
        return new SignatureValue(rsa ? SignatureAlgorithm.RSA_SHA256 : SignatureAlgorithm.ECDSA_SHA256, signature.sign());
    }

    private static byte[] whole(DSSDocument document) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        document.writeTo(out);
        return out.toByteArray();
    }

    /** Revocation is in hand, as it is for the one this is measured against: nothing is fetched. */
    private CommonCertificateVerifier verifier() throws IOException {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(certificate("root.pem"));
        CommonCertificateSource adjunct = new CommonCertificateSource();
        adjunct.addCertificate(issuing);
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setAdjunctCertSources(adjunct);
        verifier.setOcspSource(new ExternalResourcesOCSPSource(stream("signer.ocsp"), stream("tsu.ocsp")));
        verifier.setCrlSource(new ExternalResourcesCRLSource(stream("root.crl")));
        return verifier;
    }

    private KeyEntityTSPSource tsa() throws Exception {
        CertificateToken unit = certificate("tsu.pem");
        KeyEntityTSPSource source = new KeyEntityTSPSource(key("tsu.der", unit), unit, List.of(unit));
        source.setTsaPolicy("1.3.6.1.4.1.99999.1");
        source.setProductionTime(signedAt);
        return source;
    }

    private PrivateKey key(String name, CertificateToken holder) throws Exception {
        String algorithm = holder.getPublicKey().getAlgorithm();
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes(name)));
    }

    private CertificateToken certificate(String name) throws IOException {
        return DSSUtils.loadCertificate(bytes(name));
    }

    private InputStream stream(String name) throws IOException {
        return new ByteArrayInputStream(bytes(name));
    }

    private byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }
}
