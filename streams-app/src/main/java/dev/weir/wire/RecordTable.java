package dev.weir.wire;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * How records of one type become rows of a table, with every field of their schema.
 *
 * <p>A field is a column of its own name; the fields of a record within it are columns {@code outer.inner}. The list
 * {@value #SPREAD}, where there is one, gives a row for each of its items, with the rest of the record repeated, or one row
 * with empty cells if it is empty. Other lists, and maps, are one cell with their JSON. What is null is an empty cell.
 */
public final class RecordTable {
    /** The list of which every item has a row. */
    private static final String SPREAD = "checks";

    private final List<String> columns = new ArrayList<>();
    private final List<JsonPointer> ofRecord = new ArrayList<>();
    private final List<JsonPointer> ofItem = new ArrayList<>();

    private RecordTable(Schema schema) {
        Schema items = null;
        for (Schema.Field field : schema.getFields()) {
            Schema type = present(field.schema());
            if (field.name().equals(SPREAD)) {
                items = type.getElementType();
            } else {
                addColumns(field.name(), "/" + field.name(), type, ofRecord);
            }
        }
        if (items != null) {
            for (Schema.Field field : items.getFields()) {
                addColumns(SPREAD + "." + field.name(), "/" + field.name(), present(field.schema()), ofItem);
            }
        }
    }

    /** The table of records with a schema. */
    public static RecordTable of(Schema schema) {
        return new RecordTable(schema);
    }

    /** Names of the columns, in the order of the schema, those of the items of a list last. */
    public List<String> columns() {
        return List.copyOf(columns);
    }

    /**
     * The rows of a record, at least one, each with a cell for every column.
     *
     * @param rec the record as {@link JsonCodec} writes it; fields that it lacks are empty
     */
    public List<List<String>> rows(JsonNode rec) {
        List<String> common = cells(rec, ofRecord);
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode item : rec.path(SPREAD)) {
            rows.add(joined(common, cells(item, ofItem)));
        }
        if (rows.isEmpty()) {
            rows.add(joined(common, ofItem.stream().map(column -> "").toList()));
        }
        return rows;
    }

    private void addColumns(String name, String pointer, Schema type, List<JsonPointer> pointers) {
        if (type.getType() == Schema.Type.RECORD) {
            for (Schema.Field field : type.getFields()) {
                addColumns(name + "." + field.name(), pointer + "/" + field.name(), present(field.schema()), pointers);
            }
        } else {
            columns.add(name);
            pointers.add(JsonPointer.compile(pointer));
        }
    }

    /** Every union of the catalogue is null or one other type. */
    private static Schema present(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : schema;
    }

    private static List<String> cells(JsonNode node, List<JsonPointer> pointers) {
        return pointers.stream().map(pointer -> text(node.at(pointer))).toList();
    }

    private static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static List<String> joined(List<String> left, List<String> right) {
        List<String> row = new ArrayList<>(left);
        row.addAll(right);
        return row;
    }
}
