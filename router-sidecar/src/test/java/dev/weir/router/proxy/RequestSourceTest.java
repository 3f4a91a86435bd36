package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import dev.weir.router.proxy.protocol.JsonBody;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSourceTest {

    @Test
    void shouldReadTheThreeForms() {
        assertThat(RequestSource.parse("header:X-User-Id")).isEqualTo(new RequestSource.Header("X-User-Id"));
        assertThat(RequestSource.parse("cookie:session")).isEqualTo(new RequestSource.CookieNamed("session"));
        assertThat(RequestSource.parse("json:/user/id"))
                .isEqualTo(new RequestSource.Json(JsonPointer.compile("/user/id")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-User-Id", "header:", "query:user", "json:user", ":x", ""})
    void shouldRefuseAnythingElseAndSayWhatToWrite(String text) {
        assertThatThrownBy(() -> RequestSource.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" says no place in a request: write header:NAME, cookie:NAME or"
                        + " json:/pointer, e.g. header:X-User-Id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"header:X User", "header:X-User-Id:", "cookie:a=b", "cookie:a;b", "header:Überschrift"})
    void shouldRefuseANameThatNothingCanHave(String text) {
        assertThatThrownBy(() -> RequestSource.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" has a name that no header or cookie can have");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":[1,NaN],\"user\":{\"id\":\"u-1\"}}  | u-1",
                "{\"user\":{\"id\":42}}trailing bytes       | 42",
                "{\"user\":{\"id\":{\"x\":1}}}              | ",
                "{\"user\":{}}                              | ",
                "not json                                   | ",
            })
    void shouldReadAScalarOutOfABody(String body, String expected) {
        assertThat(JsonBody.scalar(Buffer.buffer(body), JsonPointer.compile("/user/id")))
                .isEqualTo(expected);
    }
}
