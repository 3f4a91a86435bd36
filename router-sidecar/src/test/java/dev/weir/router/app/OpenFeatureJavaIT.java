package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenFeature's Java SDK and its OFREP provider against a running sidecar. */
class OpenFeatureJavaIT {

    @TempDir
    private static Path directory;

    private static LiveSidecar sidecar;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        sidecar = new LiveSidecar(directory);
        sidecar.publish(LiveSidecar.table("sentiment", 7, 2_500).build());
        sidecar.publish(
                LiveSidecar.table("killed", 3, 10_000).setKillSwitch(true).build());
        OpenFeatureAPI api = OpenFeatureAPI.getInstance();
        api.setProviderAndWait(OfrepProvider.constructProvider(
                OfrepProviderOptions.builder().baseUrl(sidecar.address()).build()));
        client = api.getClient();
    }

    @AfterAll
    static void stop() {
        OpenFeatureAPI.getInstance().shutdown();
        sidecar.close();
    }

    @Test
    void shouldDecideAsTheSidecarDoesForEveryUnit() throws Exception {
        for (int unit = 0; unit < 200; unit++) {
            String variant = LiveSidecar.json(sidecar.get("/v1/decide?model=sentiment&unit=user-" + unit))
                    .getString("variant");
            assertThat(client.getStringValue("sentiment", "in-code", new ImmutableContext("user-" + unit)))
                    .isEqualTo(variant);
        }
    }

    @Test
    void shouldHearReasonVariantAndMetadata() {
        FlagEvaluationDetails<String> split =
                client.getStringDetails("sentiment", "in-code", new ImmutableContext("user-1"));
        assertThat(split.getValue()).isEqualTo("v2.0");
        assertThat(split.getVariant()).isEqualTo("candidate");
        assertThat(split.getReason()).isEqualTo("SPLIT");
        assertThat(split.getFlagMetadata().getString("stage")).isEqualTo("canary");
        assertThat(split.getFlagMetadata().getBoolean("stale")).isFalse();
        assertThat(client.getStringDetails(
                                "sentiment", "in-code", new ImmutableContext("user-0", Map.of("age", new Value(42))))
                        .getReason())
                .isEqualTo("TARGETING_MATCH");
        FlagEvaluationDetails<String> killed =
                client.getStringDetails("killed", "in-code", new ImmutableContext("user-1"));
        assertThat(killed.getReason()).isEqualTo("DISABLED");
        assertThat(killed.getVariant()).isEqualTo("baseline");
    }

    @Test
    void shouldFallBackToTheCodesDefaultWithTheReasonItWasGiven() {
        FlagEvaluationDetails<String> unknown =
                client.getStringDetails("nobody", "in-code", new ImmutableContext("user-1"));
        assertThat(unknown.getValue()).isEqualTo("in-code");
        assertThat(unknown.getErrorCode()).isEqualTo(ErrorCode.FLAG_NOT_FOUND);
        FlagEvaluationDetails<String> nobody = client.getStringDetails("sentiment", "in-code", new ImmutableContext());
        assertThat(nobody.getValue()).isEqualTo("in-code");
        // The sidecar says TARGETING_KEY_MISSING; this provider makes one code of all refusals.
        assertThat(nobody.getErrorCode()).isEqualTo(ErrorCode.INVALID_CONTEXT);
    }
}
