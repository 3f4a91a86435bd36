package dev.weir.router.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this host, which in a cluster is that of the pod. */
final class HostName {

    private HostName() {}

    static String get() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "id is missing, and this host has no name; write sidecar.id, e.g. edge-1");
        }
    }
}
