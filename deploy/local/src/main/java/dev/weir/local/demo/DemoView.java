package dev.weir.local.demo;

/** Where the demo shows itself. */
interface DemoView {

    /** One line about something that happened outside a rollout. */
    void say(String line);

    /** Columns of a line that is to stay one line. */
    int columns();

    /** The state of the rollout, several times a second. */
    void show(Moment moment);
}
