package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Withdrawal;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class WithdrawalCodecTest {
    @Test
    void shouldSayWhoAndWhyAfterTheWay() {
        Withdrawal withdrawal = new Withdrawal("Ада", "не нужен");

        assertThat(WithdrawalCodec.fromWire(WithdrawalCodec.toWire(withdrawal))).isEqualTo(withdrawal);
        assertThat(WithdrawalCodec.fromWire(WithdrawalCodec.toWire(Withdrawal.UNSIGNED)))
                .isEqualTo(Withdrawal.UNSIGNED);
    }

    @Test
    void shouldReadWhatOtherClientsDeleteAsUnsigned() {
        assertThat(WithdrawalCodec.fromWire(new RecordHeaders())).isEqualTo(Withdrawal.UNSIGNED);
        assertThat(WithdrawalCodec.fromWire(new RecordHeaders()
                        .add(WithdrawalCodec.ISSUED_BY, null)
                        .add(WithdrawalCodec.REASON, " ".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Withdrawal.UNSIGNED);
    }
}
