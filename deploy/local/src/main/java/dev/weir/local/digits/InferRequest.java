package dev.weir.local.digits;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What is asked of a digit server, in the terms of the Open Inference Protocol: one input {@code pixels}, FP32, [1,64].
 *
 * @param id the request's id, to be echoed; null if it has none
 * @param image the digit
 */
public record InferRequest(String id, DigitImage image) {

    static final String INPUT = "pixels";
    static final String DATATYPE = "FP32";

    /**
     * Reads the body of {@code POST /v2/models/{name}/infer}.
     *
     * @throws IllegalArgumentException saying what is wrong and what to write
     */
    static InferRequest parse(JsonObject body) {
        JsonArray inputs = body.getJsonArray("inputs");
        if (inputs == null || inputs.size() != 1) {
            throw new IllegalArgumentException("write exactly one input, " + INPUT);
        }
        JsonObject input = inputs.getJsonObject(0);
        if (!INPUT.equals(input.getString("name")) || !DATATYPE.equals(input.getString("datatype"))) {
            throw new IllegalArgumentException("the input is " + input.getString("name") + " of "
                    + input.getString("datatype") + "; write " + INPUT + " of " + DATATYPE);
        }
        JsonArray data = input.getJsonArray("data");
        if (data == null) {
            throw new IllegalArgumentException("the input " + INPUT + " has no data");
        }
        // The protocol allows nested rows as well as a flat list.
        if (data.size() == 1 && data.getValue(0) instanceof JsonArray row) {
            data = row;
        }
        float[] ink = new float[data.size()];
        for (int cell = 0; cell < ink.length; cell++) {
            if (!(data.getValue(cell) instanceof Number value)) {
                throw new IllegalArgumentException("cell " + cell + " is no number: " + data.getValue(cell));
            }
            ink[cell] = value.floatValue();
        }
        return new InferRequest(body.getString("id"), DigitImage.of(ink));
    }

    /** The body that asks about an image; the counterpart of {@link #parse}. */
    public JsonObject toJson() {
        JsonArray data = new JsonArray();
        for (int cell = 0; cell < DigitImage.CELLS; cell++) {
            data.add(image.ink(cell));
        }
        JsonObject input = JsonObject.of(
                "name", INPUT, "shape", JsonArray.of(1, DigitImage.CELLS), "datatype", DATATYPE, "data", data);
        JsonObject body = JsonObject.of("inputs", JsonArray.of(input));
        return id == null ? body : body.put("id", id);
    }
}
