package dev.weir.router.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signal by which operators ask a program to read its files again; without a handler it ends the JVM. */
final class Hangup {

    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /** Runs something at each SIGHUP, on a thread of the signal. By reflection, since the class is no part of the platform. */
    static void handle(Runnable reaction) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object run = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        reaction.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), run);
        } catch (InvocationTargetException e) {
            LOG.info("SIGHUP is not there, a restart reads the file again reason=\"{}\"", String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            LOG.info("this JVM has no signals, a restart reads the file again reason=\"{}\"", e.toString());
        }
    }
}
