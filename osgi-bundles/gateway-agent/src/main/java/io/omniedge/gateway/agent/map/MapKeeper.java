package io.omniedge.gateway.agent.map;

import io.omniedge.gateway.agent.home.Profile;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.sign.VerifyKey;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The map in force: the newest that the manager signed for this device. One that is wrong in any
 * way changes nothing. One thread.
 */
public final class MapKeeper {
  /** What became of a message. */
  public enum Verdict {
    /** There is a new map; it is stored. */
    NEW,
    /** The device has the newest. */
    CURRENT,
    /** A difference to a map that the device has not: it needs a whole one. */
    NEEDS_WHOLE,
    /** It is wrong; the problem says why. */
    REFUSED
  }

  private final Profile profile;
  private final EnrolmentAnswer membership;
  private final EffectiveTime time;
  private @Nullable SignedMap signed;
  private @Nullable NetworkMap map;
  private long refused;
  private String problem = "";

  /** Takes what is stored, if it is right. */
  public MapKeeper(Profile profile, EnrolmentAnswer membership, EffectiveTime time) {
    this.profile = profile;
    this.membership = membership;
    this.time = time;
    try {
      Optional<SignedMap> stored = profile.map();
      if (stored.isPresent()) {
        map = checked(stored.get(), 0);
        signed = stored.get();
        time.atLeast(map.issuedAt());
      }
    } catch (IOException | ProtocolException e) {
      // A whole one will come. Until then there is none, for the file could be anybody's.
      problem = "the stored map is of no use: " + e.getMessage();
    }
  }

  /** The map in force. */
  public Optional<NetworkMap> map() {
    return Optional.ofNullable(map);
  }

  /** Its epoch, 0 for none. */
  public long epoch() {
    return map == null ? 0 : map.epoch();
  }

  /** How many were refused since the start. */
  public long refused() {
    return refused;
  }

  /** Why the last was refused; empty once a good one came. */
  public String problem() {
    return problem;
  }

  /** Takes a message of the topic map. */
  public Verdict offer(byte[] message) {
    MapUpdate update;
    try {
      update = MapUpdate.fromBytes(message);
    } catch (ProtocolException e) {
      return refuse(e);
    }
    Optional<SignedMap> result = update.applyTo(Optional.ofNullable(signed), epoch());
    if (result.isEmpty()) {
      return Verdict.NEEDS_WHOLE;
    }
    SignedMap candidate = result.get();
    if (candidate.equals(signed)) {
      problem = "";
      return Verdict.CURRENT;
    }
    try {
      NetworkMap accepted = checked(candidate, epoch() + 1);
      profile.storeMap(candidate);
      signed = candidate;
      map = accepted;
      time.atLeast(accepted.issuedAt());
      problem = "";
      return Verdict.NEW;
    } catch (ProtocolException e) {
      refuse(e);
      // A difference that does not give what was signed may be the fault of the map we have.
      return update instanceof MapUpdate.Delta ? Verdict.NEEDS_WHOLE : Verdict.REFUSED;
    } catch (IOException e) {
      return refuse(e);
    }
  }

  private Verdict refuse(Exception e) {
    refused++;
    problem = "a network map was refused: " + e.getMessage();
    return Verdict.REFUSED;
  }

  private NetworkMap checked(SignedMap candidate, long minEpoch) throws ProtocolException {
    VerifyKey manager = membership.managerKey();
    NetworkMap read = candidate.verified(manager);
    must("device", read.device(), membership.device());
    must("tenant", read.tenant(), membership.tenant());
    must("network", read.network(), membership.network());
    if (read.epoch() < minEpoch) {
      throw new ProtocolException(
          "epoch", Long.toString(read.epoch()), "it is older than the map in force");
    }
    return read;
  }

  private static void must(String place, String is, String mustBe) throws ProtocolException {
    if (!is.equals(mustBe)) {
      throw new ProtocolException(place, is, "the map is for another one than " + mustBe);
    }
  }
}
