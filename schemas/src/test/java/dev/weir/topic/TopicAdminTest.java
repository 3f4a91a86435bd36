package dev.weir.topic;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that is away; what a broker that is there answers is tested where there is one. */
class TopicAdminTest {

    private Admin admin;

    @BeforeEach
    void connectToNothing() {
        admin = Admin.create(Map.of(
                "bootstrap.servers", "127.0.0.1:1", "request.timeout.ms", "200", "default.api.timeout.ms", "300"));
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void shouldSayThatNoBrokerAnswers() {
        TopicAdmin topics = new TopicAdmin(admin, TopicNames.DEFAULT);

        assertThatThrownBy(topics::check)
                .isInstanceOf(TopicAdminException.class)
                .hasMessageContaining("cannot list topics: Kafka did not answer in time; is a broker running at"
                        + " bootstrap.servers?")
                .hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> topics.create((short) -1)).isInstanceOf(TopicAdminException.class);
    }

    @Test
    void shouldRefuseAReplicationFactorNoBrokerKnows() {
        assertThatThrownBy(() -> new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("replication factor is 0: use at least 1, or -1 for the default of the broker");
    }
}
