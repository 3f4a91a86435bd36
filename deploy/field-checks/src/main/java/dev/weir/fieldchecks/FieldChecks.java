package dev.weir.fieldchecks;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs all checks on the folder that is given; says so loudly where there is none. */
public final class FieldChecks {
    private FieldChecks() {}

    /** Exit code 0 if all agree or are explained, or there is no data; 1 if not. */
    public static void main(String[] args) {
        String folder = args.length > 0 ? args[0] : System.getenv("WEIR_FIELD_DATA");
        System.exit(run(folder, System.out));
    }

    static int run(String folder, PrintStream out) {
        if (folder == null || !Files.isRegularFile(Path.of(folder, "facts.json"))) {
            out.println("field checks SKIPPED: "
                    + (folder == null ? "no folder of data is given" : folder + " holds no facts.json")
                    + "; give the folder as the argument or in WEIR_FIELD_DATA (docs/field-checks.md)");
            return 0;
        }
        DataFolder data = new DataFolder(Path.of(folder));
        Findings findings = new Findings(Explanations.BY_CHECK);
        SentimentCheck.run(data, findings);
        ExperimentsCheck.run(data, findings);
        UpworthyCheck.run(data, findings);
        AsosCheck.run(data, findings);
        MachineNoiseCheck.run(data, findings);
        KayentaCheck.run(data, findings);
        DriftCheck.run(data, findings);
        return findings.print(out) == 0 ? 0 : 1;
    }
}
