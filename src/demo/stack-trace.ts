/** What a Java service writes when a payment times out: many lines that are one record. */
export function stackTrace(order: number): string {
  return [
    `java.util.concurrent.TimeoutException: payment of order ${order} took longer than 3000 ms`,
    "\tat shop.payment.CardClient.charge(CardClient.java:87)",
    "\tat shop.checkout.PaymentStep.run(PaymentStep.java:42)",
    "\tat shop.checkout.Checkout.handle(Checkout.java:118)",
    "\tat java.base/java.lang.Thread.run(Thread.java:1583)",
    "Caused by: java.net.SocketTimeoutException: Read timed out",
    "\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:278)",
    "\t... 9 more",
    "",
  ].join("\n");
}

/** What a Go service writes when it panics. */
export function panicTrace(): string {
  return [
    "panic: runtime error: invalid memory address or nil pointer dereference",
    "[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x6f3a2c]",
    "",
    "goroutine 34 [running]:",
    "main.(*queue).next(0x0)",
    "\t/src/mailer/queue.go:57 +0x1c",
    "main.deliver({0x7a2f10, 0xc000122000})",
    "\t/src/mailer/main.go:91 +0x84",
    "created by main.main in goroutine 1",
    "\t/src/mailer/main.go:40 +0x1d2",
    "",
  ].join("\n");
}
