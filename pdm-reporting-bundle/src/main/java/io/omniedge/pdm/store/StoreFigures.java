package io.omniedge.pdm.store;

/**
 * Figures of a store since its start.
 *
 * @param waiting messages that wait or are under way
 * @param memoryBytes of them in memory
 * @param diskBytes of the files, in whole blocks
 * @param restored messages that were there at the start
 * @param appended messages that came
 * @param writtenBytes to the disk: records, acknowledgements, and what was written anew
 * @param syncs of files and of the folder
 * @param damaged records, and places of which one cannot tell how many they had
 */
public record StoreFigures(
    int waiting,
    long memoryBytes,
    long diskBytes,
    long restored,
    long appended,
    long writtenBytes,
    long syncs,
    long damaged) {}
