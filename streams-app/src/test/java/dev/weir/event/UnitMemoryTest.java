package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitMemoryTest {
    private static final long START = 1_700_000_000_000L;
    private static final long TEN_MINUTES = UnitMemory.ONCE_IN_MILLIS;

    private final UnitMemory units = new UnitMemory(3);
    private final List<Long> takenBack = new ArrayList<>();
    private final List<UnitChoice> drained = new ArrayList<>();
    private boolean canBeTakenBack = true;

    @Test
    void shouldAdmitAUnitOnceInTenMinutesForEachModel() {
        assertThat(admit("u", 1, START)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admit("u", 2, START + TEN_MINUTES - 1)).isEqualTo(Admission.REPEAT);
        assertThat(admit("other", "u", 3, START + 1)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admit("u", 4, START + TEN_MINUTES)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admit("u", 5, START + TEN_MINUTES + 1)).isEqualTo(Admission.REPEAT);
    }

    @Test
    void shouldRecogniseTheRequestItAdmitted() {
        admit("u", 1, START);
        assertThat(admit("u", 1, START)).isEqualTo(Admission.FIRST_OF_UNIT);
    }

    @Test
    void shouldAdmitTheRequestAssignedFirstInThePlaceOfTheOneThatCameFirst() {
        admit("u", 1, START + 900);
        assertThat(admit("u", 2, START + 300)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admit("u", 3, START + 600)).isEqualTo(Admission.REPEAT);
        assertThat(admit("u", 1, START + 900)).isEqualTo(Admission.REPEAT);
        assertThat(admit("u", 4, START + 100)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(takenBack).containsExactly(1L, 2L);
        assertThat(admit("u", 5, START + 100 + TEN_MINUTES)).isEqualTo(Admission.FIRST_OF_UNIT);
    }

    @Test
    void shouldSettleByTheirKeysWhichOfTwoRequestsOfTheSameMillisecondIsTheFirst() {
        admit("u", 1, START);
        assertThat(admit("u", 2, START)).isEqualTo(Admission.REPEAT);
        assertThat(admit("u", 0, START)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(takenBack).containsExactly(1L);
    }

    @Test
    void shouldKeepToTheRequestItAdmittedWhenThatCannotBeTakenBack() {
        admit("u", 1, START + 900);
        canBeTakenBack = false;
        assertThat(admit("u", 2, START + 300)).isEqualTo(Admission.REPEAT);
        assertThat(admit("u", 1, START + 900)).isEqualTo(Admission.FIRST_OF_UNIT);
    }

    @Test
    void shouldNotAdmitARequestOfTenMinutesThatHadTheirFirst() {
        admit("u", 1, START);
        admit("u", 2, START + TEN_MINUTES + 500);
        assertThat(admit("u", 3, START + TEN_MINUTES - 1)).isEqualTo(Admission.REPEAT);
        assertThat(takenBack).isEmpty();
        assertThat(admit("u", 4, START + TEN_MINUTES)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(takenBack).containsExactly(2L);
    }

    /** What is that late decides nothing; least of all must it make room for a second first request. */
    @Test
    void shouldNotBeTurnedBackByARequestOfLongAgo() {
        admit("u", 1, START);
        assertThat(admit("u", 2, START - TEN_MINUTES)).isEqualTo(Admission.REPEAT);
        assertThat(admit("u", 3, START + 1)).isEqualTo(Admission.REPEAT);
        assertThat(takenBack).isEmpty();
    }

    /** Losing evidence is harmless, counting a unit twice is not. */
    @Test
    void shouldAdmitNobodyNewWhenItIsFull() {
        for (String unit : List.of("u1", "u2", "u3")) {
            admit(unit, 1, START);
        }
        assertThat(admit("u4", 4, START)).isEqualTo(Admission.REPEAT);
        assertThat(admit("u1", 1, START)).isEqualTo(Admission.FIRST_OF_UNIT);
        units.forgetBefore(START + TEN_MINUTES);
        assertThat(admit("u4", 5, START + TEN_MINUTES)).isEqualTo(Admission.FIRST_OF_UNIT);
    }

    @Test
    void shouldForgetOnlyUnitsWhoseTenMinutesAreOver() {
        admit("u1", 1, START);
        admit("u2", 2, START + 1);
        units.forgetBefore(START + TEN_MINUTES);
        assertThat(admit("u1", 3, START + 2)).isEqualTo(Admission.FIRST_OF_UNIT);
        assertThat(admit("u2", 4, START + 2)).isEqualTo(Admission.REPEAT);
    }

    /** Which request counts goes back over any time: it cannot be told from the last ten minutes. */
    @Test
    void shouldAdmitWhatItWouldHaveAdmittedWhenItIsPutBackFromItsChanges() {
        UnitMemory restored = new UnitMemory(3);
        for (int minute = 0; minute < 100; minute++) {
            long millis = START + minute * 60_000L;
            UnitKey unit = UnitKeyTest.key("u");
            Admission admission = admit("u", minute, millis);
            assertThat(restored.admit("m", unit, minute, millis, later -> false))
                    .isEqualTo(admission);
            if (minute % 7 == 6) {
                restored = new UnitMemory(3);
            }
            drained.addAll(units.drainChanges());
            if (minute % 7 == 6) {
                drained.forEach(restored::restore);
            }
            assertThat(restored.recall("m", unit, minute)).isEqualTo(admission);
        }
        assertThat(drained).hasSize(10);
        assertThat(units.drainChanges()).isEmpty();
    }

    @Test
    void shouldNotKeepChangesThatNobodyAsksFor() {
        admit("u1", 1, START);
        admit("u2", 2, START + 1);
        units.forgetBefore(START + TEN_MINUTES);
        assertThat(units.drainChanges()).extracting(UnitChoice::request).containsExactly(2L);
    }

    @Test
    void shouldTellOfAChoiceThatTookThePlaceOfAnother() {
        admit("u", 1, START + 900);
        drained.addAll(units.drainChanges());
        admit("u", 2, START + 300);
        assertThat(units.drainChanges()).singleElement().satisfies(choice -> {
            assertThat(choice.unit()).isEqualTo(drained.get(0).unit());
            assertThat(choice.request()).isEqualTo(2);
            assertThat(choice.assignedMillis()).isEqualTo(START + 300);
        });
    }

    private Admission admit(String unit, long request, long millis) {
        return admit("m", unit, request, millis);
    }

    private Admission admit(String model, String unit, long request, long millis) {
        return units.admit(model, UnitKeyTest.key(unit), request, millis, later -> {
            if (canBeTakenBack) {
                takenBack.add(later);
            }
            return canBeTakenBack;
        });
    }
}
