package dev.weir.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/** Where an export goes: what is printed, or a file, which has its name only once it is complete. */
final class ExportTarget implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final Writer writer;

    private ExportTarget(Path file, Path part, Writer writer) {
        this.file = file;
        this.part = part;
        this.writer = writer;
    }

    /** A file, compressed if its name ends with .gz; for null what is printed. */
    static ExportTarget of(Path file, PrintWriter printed) throws IOException {
        if (file == null) {
            return new ExportTarget(null, null, new BufferedWriter(printed));
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        OutputStream bytes = Files.newOutputStream(part);
        OutputStream stream = file.toString().endsWith(".gz") ? new GZIPOutputStream(bytes, 1 << 16) : bytes;
        return new ExportTarget(
                file, part, new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), 1 << 16));
    }

    Writer writer() {
        return writer;
    }

    /** Says that it is complete. */
    void keep() throws IOException {
        writer.flush();
        if (file != null) {
            writer.close();
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        if (file == null) {
            writer.flush();
        } else {
            writer.close();
            Files.deleteIfExists(part);
        }
    }
}
