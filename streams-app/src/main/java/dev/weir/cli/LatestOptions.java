package dev.weir.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Of which model, and how many: what commands have in common that list records of a model. */
final class LatestOptions {
    @Parameters(paramLabel = "MODEL", description = "Logical endpoint.")
    private String model;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many to show (default: ${DEFAULT-VALUE}).")
    private int limit;

    /** The path of a list of that model's records, with its limit. */
    String path(String list) {
        return "/v1/models/" + encodedModel() + "/" + list + "?limit=" + limit;
    }

    /** The model, as a part of a path or a query. */
    String encodedModel() {
        return ControlClient.part(model);
    }
}
