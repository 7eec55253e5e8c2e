/**
 * The system calls we use, behind one interface with two backends: JNA (any JRE from 17) and
 * java.lang.foreign (Java 22+).
 */
@NullMarked
package io.omniedge.tun.linux.libc;

import org.jspecify.annotations.NullMarked;
