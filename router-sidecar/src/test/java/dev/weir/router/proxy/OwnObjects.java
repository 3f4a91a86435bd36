package dev.weir.router.proxy;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many objects of the request path's own classes are alive, by the JVM's histogram of its heap. */
final class OwnObjects {

    private static final String PACKAGE = "dev.weir.router.proxy.";

    /** What is made once for a variant or a meter may come late; what stays of requests stays of each. */
    private static final int FEW = 8;

    private OwnObjects() {}

    /** Returns the number of objects by the name of their class, after a collection. */
    static Map<String, Integer> alive() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            Map<String, Integer> alive = new HashMap<>();
            histogram
                    .lines()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(row -> row.length >= 4 && row[3].startsWith(PACKAGE))
                    .forEach(row -> alive.put(row[3], Integer.parseInt(row[1])));
            return alive;
        } catch (JMException e) {
            throw new IllegalStateException("this JVM shows no histogram of its heap", e);
        }
    }

    /** Returns what there is notably more of now than there was before, and how much more. */
    static Map<String, Integer> moreThan(Map<String, Integer> before) {
        Map<String, Integer> more = new HashMap<>();
        alive().forEach((name, count) -> {
            int grown = count - before.getOrDefault(name, 0);
            if (grown > FEW) {
                more.put(name, grown);
            }
        });
        return more;
    }
}
