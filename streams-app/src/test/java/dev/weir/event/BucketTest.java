package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** What counts copies has to know the bucket as the routers do that make them. */
class BucketTest {
    private static final String VECTORS = "/dev/weir/schema/routing-golden-vectors.json";

    @Test
    void shouldPutEachKeyIntoTheBucketOfTheRouters() throws IOException {
        try (InputStream file = BucketTest.class.getResourceAsStream(VECTORS)) {
            JsonNode hashes = new ObjectMapper().readTree(file).path("hashes");
            assertThat(hashes).isNotEmpty().allSatisfy(vector -> assertThat(Bucket.of(
                            vector.path("salt").asText(), vector.path("key").asText()))
                    .as("%s", vector)
                    .isEqualTo(vector.path("bucket").asInt()));
        }
    }
}
