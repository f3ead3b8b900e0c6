// Holds PDF files to profiles of veraPDF in one machine: java VeraPdf.java PROFILE,PROFILE FILE ...
// Prints a line for each file and profile, and an indented one for each rule that is broken.

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public class VeraPdf {
    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (int n = 1; n < arguments.length; n++) {
            for (String name : arguments[0].split(",")) {
                report(arguments[n], name, validate(arguments[n], name));
            }
        }
    }

    private static ValidationResult validate(String file, String name) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(name);
        try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
                var validator = Foundries.defaultInstance().createValidator(profile(name), false)) {
            return validator.validate(parser);
        }
    }

    // Read by name: the jar's own list of profiles lacks PDF/UA.
    private static ValidationProfile profile(String name) throws Exception {
        String standard = name.startsWith("ua") ? "PDFUA-" + name.substring(2) : "PDFA-" + name.toUpperCase();
        String path = "org/verapdf/pdfa/validation/" + standard + ".xml";
        try (InputStream text = VeraPdf.class.getClassLoader().getResourceAsStream(path)) {
            return Profiles.profileFromXml(text);
        }
    }

    private static void report(String file, String name, ValidationResult result) {
        System.out.printf("%s %s %s%n", result.isCompliant() ? "passes" : "fails", name, file);
        Map<String, TestAssertion> broken = result.getTestAssertions().stream()
                .filter(each -> each.getStatus() == TestAssertion.Status.FAILED)
                .collect(Collectors.toMap(VeraPdf::rule, each -> each, (first, second) -> first, TreeMap::new));
        broken.forEach((rule, each) -> System.out.printf("    %s %s @ %s%n",
                rule, each.getMessage().replaceAll("\\s+", " "), each.getLocation().getContext()));
    }

    private static String rule(TestAssertion assertion) {
        return assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
    }
}
