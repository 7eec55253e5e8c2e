package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.Ledger;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose the messages are: a number instead of a ledger in each record's place in memory. The first
 * is of those that were on the disk at the start. One thread.
 */
final class Accounts {
  /** Of what an earlier start had taken. */
  static final int RESTORED = 0;

  /** As many as a byte holds; there is one for each component that sends. */
  private static final int MOST = 127;

  private static final class Account {
    private Ledger ledger;
    private int messages;
    private long samples;

    Account(Ledger ledger) {
      this.ledger = ledger;
    }
  }

  private final Ledger restored = new Ledger();
  private final List<Account> accounts = new ArrayList<>(List.of(new Account(restored)));

  Ledger restored() {
    return restored;
  }

  /** The number of this ledger, until nothing of it waits. */
  int of(Ledger ledger) {
    int free = accounts.size();
    for (int i = accounts.size() - 1; i >= 0; i--) {
      Account each = accounts.get(i);
      if (each.ledger == ledger) {
        return i;
      }
      if (i != RESTORED && each.messages == 0) {
        free = i;
      }
    }
    if (free == accounts.size()) {
      if (free == MOST) {
        throw new IllegalStateException("more than " + MOST + " ledgers at a time");
      }
      accounts.add(new Account(ledger));
    }
    accounts.get(free).ledger = ledger;
    return free;
  }

  void added(int account, int messages, long samples) {
    Account to = accounts.get(account);
    to.messages += messages;
    to.samples += samples;
  }

  private Ledger ended(int account, int samples) {
    added(account, -1, -samples);
    return accounts.get(account).ledger;
  }

  void sent(int account, int samples) {
    ended(account, samples).sent(samples);
  }

  void dropped(int account, DropReason why, int samples, String which) {
    ended(account, samples).dropped(why, samples, which);
  }

  /** What waits now is on the disk, for the next start. */
  void storeAll() {
    for (Account each : accounts) {
      each.ledger.stored(each.samples);
      each.messages = 0;
      each.samples = 0;
    }
  }
}
