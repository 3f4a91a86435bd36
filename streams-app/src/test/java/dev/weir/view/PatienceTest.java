package dev.weir.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class PatienceTest {

    @Test
    void shouldSayWhatItWaitsForAsLongAsItDoes() throws InterruptedException {
        Patience patience = new Patience("broker:9092");
        List<Optional<String>> said = new ArrayList<>();

        patience.with(() -> {
            said.add(patience.waitsFor());
            if (said.size() == 1) {
                throw new KafkaException("the registry is away");
            }
        });

        assertThat(said).containsExactly(Optional.empty(), Optional.of("the registry is away"));
        assertThat(patience.waitsFor()).isEmpty();
    }
}
