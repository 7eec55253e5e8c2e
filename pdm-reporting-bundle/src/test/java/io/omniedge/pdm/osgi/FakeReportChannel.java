package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.report.Report;
import io.omniedge.gateway.api.report.ReportChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A manager that takes all, and keeps it when it is told to. */
final class FakeReportChannel implements ReportChannel {
  private final String recipient;
  private final List<Report> sent = new ArrayList<>();
  private final List<Runnable> unkept = new ArrayList<>();

  FakeReportChannel() {
    this("t-1");
  }

  FakeReportChannel(String recipient) {
    this.recipient = recipient;
  }

  @Override
  public String recipient() {
    return recipient;
  }

  @Override
  public synchronized boolean send(Report report, Runnable kept) {
    sent.add(report);
    unkept.add(kept);
    return true;
  }

  synchronized List<Report> sent() {
    return List.copyOf(sent);
  }

  synchronized void keepAll() {
    unkept.forEach(Runnable::run);
    unkept.clear();
  }

  @Override
  public Optional<String> signature(byte[] document) {
    return Optional.of("header..signature");
  }
}
