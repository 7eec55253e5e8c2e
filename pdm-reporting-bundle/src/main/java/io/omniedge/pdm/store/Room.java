package io.omniedge.pdm.store;

import java.util.function.BooleanSupplier;

/**
 * Room that has to be made.
 *
 * @param inMemory whether only what is in memory helps
 * @param isShort whether there still is too little
 */
record Room(boolean inMemory, BooleanSupplier isShort) {}
