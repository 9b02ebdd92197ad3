package interop;

import eu.europa.esig.dss.alert.ExceptionOnStatusAlert;
import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import java.io.FileWriter;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/**
 * Signs an application as an institution does that has software of its own: an ASiC-E with XAdES-B-LT by EU DSS, under a
 * certificate authority, time stamping authority and OCSP responder made here and thrown away.
 * Usage: OUT.asice ROOT-OUT.pem DOCUMENT…
 */
public final class ApplicationMaker {
    private ApplicationMaker() {}

    public static void main(String[] args) throws Exception {
        Fixture.Entity root = Fixture.issue(null, "CN=Cita uzticamibas pakalpojumu sniedzeja sakne (TEST),O=Fixture QTSP,C=LV", true, null);
        Fixture.Entity tsu = Fixture.issue(root, "CN=Fixture TSU (TEST),O=Fixture QTSP,C=LV", false, KeyPurposeId.id_kp_timeStamping);
        Fixture.Entity responder = Fixture.issue(root, "CN=Fixture OCSP (TEST),O=Fixture QTSP,C=LV", false, KeyPurposeId.id_kp_OCSPSigning);
        Fixture.Entity person = Fixture.issue(root,
            "CN=Ilze Liepi\u0146a,SERIALNUMBER=PNOLV-327654-32101,GIVENNAME=Ilze,SURNAME=Liepi\u0146a,C=LV", false, null);

        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(root.token());
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setOcspSource(Fixture.ocsp(root, responder));
        verifier.setAlertOnMissingRevocationData(new ExceptionOnStatusAlert());

        ASiCWithXAdESService service = new ASiCWithXAdESService(verifier);
        KeyEntityTSPSource tsa = new KeyEntityTSPSource(tsu.key(), tsu.certificate(), List.of(tsu.certificate(), root.certificate()));
        tsa.setTsaPolicy("1.2.3.4.5");
        service.setTspSource(tsa);

        ASiCWithXAdESSignatureParameters parameters = new ASiCWithXAdESSignatureParameters();
        parameters.setSignatureLevel(SignatureLevel.XAdES_BASELINE_LT);
        parameters.aSiC().setContainerType(ASiCContainerType.ASiC_E);
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(person.token());
        parameters.setCertificateChain(person.token(), root.token());

        List<DSSDocument> documents = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            documents.add(new FileDocument(args[i]));
        }
        byte[] toSign = service.getDataToSign(documents, parameters).getBytes();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(person.key());
        signature.update(toSign);
        var value = new eu.europa.esig.dss.model.SignatureValue(
            eu.europa.esig.dss.enumerations.SignatureAlgorithm.ECDSA_SHA256, signature.sign());
        service.signDocument(documents, parameters, value).save(args[0]);
        try (JcaPEMWriter out = new JcaPEMWriter(new FileWriter(args[1]))) {
            out.writeObject(root.certificate());
        }
    }
}
