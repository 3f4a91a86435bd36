package dev.weir.router.proxy.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the binary form of tensors that KServe and Triton use: little-endian, each element of BYTES after its length. */
final class RawTensor {

    private RawTensor() {}

    /**
     * Returns the first elements as texts; fewer where the bytes end before, none for a type that is not read (FP16).
     *
     * @param datatype type of the elements
     * @param bytes    where they are
     * @param count    elements wanted
     */
    static List<String> read(String datatype, ByteBuffer bytes, int count) {
        ByteBuffer elements = bytes.order(ByteOrder.LITTLE_ENDIAN);
        List<String> row = new ArrayList<>();
        while (row.size() < count) {
            String element = next(datatype, elements);
            if (element == null) {
                return row;
            }
            row.add(element);
        }
        return row;
    }

    private static String next(String datatype, ByteBuffer bytes) {
        int size = size(datatype, bytes);
        if (size == 0 || bytes.remaining() < size) {
            return null;
        }
        return switch (datatype) {
            case "BOOL" -> Boolean.toString(bytes.get() != 0);
            case "INT8" -> Byte.toString(bytes.get());
            case "UINT8" -> Integer.toString(Byte.toUnsignedInt(bytes.get()));
            case "INT16" -> Short.toString(bytes.getShort());
            case "UINT16" -> Integer.toString(Short.toUnsignedInt(bytes.getShort()));
            case "INT32" -> Integer.toString(bytes.getInt());
            case "UINT32" -> Integer.toUnsignedString(bytes.getInt());
            case "INT64" -> Long.toString(bytes.getLong());
            case "UINT64" -> Long.toUnsignedString(bytes.getLong());
            case "BF16" -> Float.toString(Float.intBitsToFloat(bytes.getShort() << Short.SIZE));
            case "FP32" -> Float.toString(bytes.getFloat());
            case "FP64" -> Double.toString(bytes.getDouble());
            default -> text(bytes);
        };
    }

    /** Returns the size of an element in bytes, of BYTES that of its length; 0 for a type that is not read. */
    private static int size(String datatype, ByteBuffer bytes) {
        return switch (datatype) {
            case "BOOL", "INT8", "UINT8" -> Byte.BYTES;
            case "INT16", "UINT16", "BF16" -> Short.BYTES;
            case "INT32", "UINT32", "FP32" -> Integer.BYTES;
            case "INT64", "UINT64", "FP64" -> Long.BYTES;
            case "BYTES" -> Integer.BYTES;
            default -> 0;
        };
    }

    private static String text(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
            return null;
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
