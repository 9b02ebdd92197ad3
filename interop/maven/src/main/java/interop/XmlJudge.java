package interop;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.xml.crypto.Data;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.URIReferenceException;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.X509Data;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Says what the JDK's own XML Signature thinks of the value and every reference: one line a file.
 *
 * <p>Usage: (FILE [--detached DATA]…)…
 */
public final class XmlJudge {
    private static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

    private XmlJudge() {}

    public static void main(String[] args) {
        for (int i = 0; i < args.length;) {
            String file = args[i++];
            List<Path> detached = new ArrayList<>();
            while (i + 1 < args.length && args[i].equals("--detached")) {
                detached.add(Path.of(args[i + 1]));
                i += 2;
            }
            String words;
            try {
                words = judge(file, detached);
            } catch (Exception e) {
                words = e.toString();
            }
            System.out.println((words.isEmpty() ? "OK   " : "FAIL ") + file + " [" + words + "]");
        }
    }

    private static String judge(String file, List<Path> detached) throws Exception {
        DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        Document document = builders.newDocumentBuilder().parse(new File(file));
        NodeList all = document.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (element.hasAttribute("Id")) {
                element.setIdAttribute("Id", true);
            }
        }
        NodeList signatures = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        if (signatures.getLength() == 0) {
            return "no signature";
        }
        DOMStructure structure = new DOMStructure(signatures.item(0));
        XMLSignature signature = FACTORY.unmarshalXMLSignature(structure);
        X509Data data = (X509Data) signature.getKeyInfo().getContent().get(0);
        X509Certificate signer = (X509Certificate) data.getContent().get(0);
        DOMValidateContext context = new DOMValidateContext(signer.getPublicKey(), signatures.item(0));
        context.setURIDereferencer(beside(detached));
        signature = FACTORY.unmarshalXMLSignature(context);
        return signature.validate(context) ? "" : "value or reference does not validate";
    }

    private static URIDereferencer beside(List<Path> detached) {
        return (reference, context) -> {
            String uri = reference.getURI();
            if (uri == null || uri.isEmpty() || uri.startsWith("#")) {
                return FACTORY.getURIDereferencer().dereference(reference, context);
            }
            return found(URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8), detached);
        };
    }

    private static Data found(String name, List<Path> detached) throws URIReferenceException {
        try {
            for (Path path : detached) {
                if (path.endsWith(name)) {
                    return new OctetStreamData(new ByteArrayInputStream(Files.readAllBytes(path)));
                }
            }
        } catch (IOException e) {
            throw new URIReferenceException(e);
        }
        throw new URIReferenceException("no file " + name);
    }
}
