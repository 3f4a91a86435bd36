package dev.weir.router.admin;

import dev.weir.router.selection.RouteImage;

/** What the admin server tells of the router it belongs to. */
public interface RouterState {

    /** Returns the image in force. */
    RouteImage image();

    /** Returns whether the routing tables have been read once to their end. */
    boolean isCaughtUp();

    /** Returns whether the router has lost touch with the routing tables. */
    boolean isStale();
}
