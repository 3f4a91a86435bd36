package dev.weir.event;

/** Whether the user got an answer or it was made for comparison only. */
public enum Role {
    SERVED,
    SHADOW
}
