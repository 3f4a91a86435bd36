package dev.weir.router.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.codec.digest.MurmurHash3;

/** The hash that goes on from a salt, against Commons Codec's over the whole. */
class SaltPropertyTest {

    @Property(tries = 5_000)
    void shouldHashTheUtf8OfSaltSlashKey(@ForAll("texts") String salt, @ForAll("texts") String key) {
        byte[] whole = (salt + "/" + key).getBytes(StandardCharsets.UTF_8);
        assertThat(new Salt(salt).hash(key)).isEqualTo(MurmurHash3.hash32x86(whole));
    }

    @Property
    void shouldHashEveryCharacterAtEveryPlaceOfABlock(
            @ForAll char character, @ForAll("ascii") String before, @ForAll("ascii") String after) {
        String key = before + character + after;
        byte[] whole = ("s/" + key).getBytes(StandardCharsets.UTF_8);
        assertThat(new Salt("s").hash(key)).isEqualTo(MurmurHash3.hash32x86(whole));
    }

    /** Texts with halves of surrogate pairs, whole pairs, and every length of UTF-8. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                ascii(),
                Arbitraries.strings()
                        .withCharRange(Character.MIN_VALUE, Character.MAX_VALUE)
                        .ofMaxLength(20),
                Arbitraries.strings().withCharRange('\ud7f0', '\ue00f').ofMaxLength(20),
                Arbitraries.integers()
                        .between(Character.MIN_CODE_POINT, Character.MAX_CODE_POINT)
                        .map(Character::toString)
                        .list()
                        .ofMaxSize(12)
                        .map(points -> String.join("", points)));
    }

    @Provide
    Arbitrary<String> ascii() {
        return Arbitraries.strings().ascii().ofMaxLength(40);
    }
}
