package io.omniedge.manager.people;

import java.time.Instant;

/**
 * A browser that is signed in, or half.
 *
 * @param person who
 * @param isOpen whether nothing is missing, no second factor either
 * @param address it was opened from
 * @param agent what the browser calls itself
 * @param createdAt when it was opened
 * @param usedAt the last time, to a minute
 * @param handle by which its owner can end it; opens nothing
 */
public record Session(
    Person person,
    boolean isOpen,
    String address,
    String agent,
    Instant createdAt,
    Instant usedAt,
    String handle) {}
