package dev.weir.interop;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ApicurioRegistryIT extends RegistryContract {
    private ApicurioRegistry registry;

    @BeforeAll
    void start() throws IOException {
        registry = ApicurioRegistry.start(Path.of("target", "apicurio.log"));
    }

    @AfterAll
    void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    @Override
    String url() {
        return registry.url();
    }
}
