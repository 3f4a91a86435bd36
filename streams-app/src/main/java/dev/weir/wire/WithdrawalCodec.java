package dev.weir.wire;

import dev.weir.rollout.Decision;
import dev.weir.rollout.Withdrawal;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Who deleted a plan and why, in the headers {@value #ISSUED_BY} and {@value #REASON} of the record without a value that
 * deletes it; a record that any other client wrote may have neither.
 */
public final class WithdrawalCodec {
    static final String ISSUED_BY = "weir.issuedBy";
    static final String REASON = "weir.reason";

    private WithdrawalCodec() {}

    /** The headers that say it. */
    public static Headers toWire(Withdrawal withdrawal) {
        return new RecordHeaders()
                .add(ISSUED_BY, withdrawal.by().getBytes(StandardCharsets.UTF_8))
                .add(REASON, withdrawal.reason().getBytes(StandardCharsets.UTF_8));
    }

    /** What the headers of a record say. */
    public static Withdrawal fromWire(Headers headers) {
        return new Withdrawal(text(headers, ISSUED_BY, Decision.WEIR), text(headers, REASON, ""));
    }

    private static String text(Headers headers, String name, String otherwise) {
        Header header = headers.lastHeader(name);
        String text =
                header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        return text.isBlank() ? otherwise : text.strip();
    }
}
