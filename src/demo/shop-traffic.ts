import { accessLine, databaseLine, jsonLine, klogLine, logfmtLine } from "./line-formats.ts";
import type { Deployment } from "./server/world/deployment.ts";
import type { Container } from "./server/world/container.ts";
import type { Pod } from "./server/world/pod.ts";
import { hexDigits, pick } from "./server/world/random.ts";
import type { Shop } from "./shop.ts";
import type { Simulation } from "./simulation.ts";
import { stackTrace } from "./stack-trace.ts";

/** People who use the shop: each request is seen in several pods, under one trace id. */
export function letPeopleShop(simulation: Simulation, shop: Shop): void {
  const traffic = new Traffic(simulation, shop);
  simulation.often(180, () => traffic.browse());
  simulation.often(900, () => traffic.buy());
  simulation.often(4_000, () => traffic.maintainDatabase());
  simulation.often(2_500, () => traffic.collect());
}

const products = ["teapot", "lamp", "kettle", "rug", "grüne Tasse", "茶杯"] as const;

class Traffic {
  readonly #simulation: Simulation;
  readonly #shop: Shop;
  #orders = 1000;

  constructor(simulation: Simulation, shop: Shop) {
    this.#simulation = simulation;
    this.#shop = shop;
  }

  /** Someone looks at a product, and perhaps puts it into the cart. */
  browse(): void {
    const { random } = this.#simulation;
    const product = pick(random, products);
    const path = `/products/${encodeURIComponent(product)}`;
    if (random() < 0.4) this.#addToCart(product);
    const status = random() < 0.02 ? 404 : 200;
    this.#serve("GET", path, status, 4 + random() * 30, hexDigits(random, 16));
  }

  /** Someone pays. Now and then the payment fails, with a stack trace. */
  buy(): void {
    const { random } = this.#simulation;
    const pod = this.#podOf(this.#shop.checkout);
    const trace = hexDigits(random, 16);
    const order = (this.#orders += 1);
    const checkout = pod?.container("checkout");
    this.#say(checkout, { level: "info", msg: "order received", order, trace });
    const durationMs = this.#simulation.pass(15);
    const hasFailed = random() < 0.08;
    if (hasFailed) {
      this.#say(checkout, { level: "error", msg: "payment failed", order, trace, error: "card service timed out" });
      checkout?.write(stackTrace(order), { stream: "stderr" });
    } else {
      this.#say(checkout, {
        level: "info",
        msg: "order paid",
        order,
        trace,
        amount: Math.round(random() * 20_000) / 100,
      });
    }
    pod?.container("tracing").writeLine(
      logfmtLine(this.#now, {
        level: "debug",
        msg: "span sent",
        trace,
        span: "checkout",
        duration_ms: Math.round(durationMs),
      }),
    );
    this.#serve("POST", "/checkout", hasFailed ? 502 : 201, durationMs + 8, trace);
  }

  /** What a database says when nobody asks. */
  maintainDatabase(): void {
    const { random } = this.#simulation;
    const writes = Math.floor(random() * 400);
    const container = pick(random, [this.#shop.db[0], this.#shop.db[1]])?.container();
    if (random() < 0.15) {
      container?.writeLine(databaseLine(this.#now, "ERROR", 'deadlock detected in relation "orders"'), {
        stream: "stderr",
      });
      return;
    }
    const message = `checkpoint complete: wrote ${writes} buffers (${(writes / 160).toFixed(1)}%)`;
    container?.writeLine(databaseLine(this.#now, "LOG", message), { stream: "stderr" });
  }

  /** What an agent on a node says. */
  collect(): void {
    const { random } = this.#simulation;
    const pod = this.#shop.collector[Math.floor(random() * this.#shop.collector.length)];
    const isSlow = random() < 0.1;
    const message = isSlow
      ? `"Slow scrape" node="${pod?.nodeName}" durationMs=${900 + Math.round(random() * 900)}`
      : `"Scraped" node="${pod?.nodeName}" samples=${600 + Math.round(random() * 90)}`;
    const line = klogLine(this.#now, isSlow ? "W" : "I", isSlow ? "scrape.go:131" : "scrape.go:88", message);
    this.#write(pod?.container(), line, "stderr");
  }

  #addToCart(product: string): void {
    const { random } = this.#simulation;
    const isFull = random() < 0.05;
    const fields = {
      level: isFull ? "warn" : "info",
      msg: isFull ? "cart is full" : "item added",
      product,
      items: 1 + Math.floor(random() * 6),
    };
    this.#write(this.#podOf(this.#shop.cart)?.container(), logfmtLine(this.#now, fields), "stdout");
    this.#simulation.pass(2);
  }

  #serve(method: string, path: string, status: number, durationMs: number, trace: string): void {
    const pod = this.#podOf(this.#shop.web);
    const level = status >= 500 ? "error" : status >= 400 ? "warn" : "info";
    this.#say(pod?.container("server"), {
      level,
      msg: "request",
      method,
      path,
      status,
      duration_ms: Math.round(durationMs),
      trace,
    });
    this.#simulation.pass(0.3);
    const bytes = 200 + Math.floor(this.#simulation.random() * 9000);
    this.#write(pod?.container("proxy"), accessLine(this.#now, `${method} ${path} HTTP/1.1`, status, bytes), "stdout");
  }

  #say(container: Container | undefined, fields: Readonly<Record<string, string | number>>): void {
    this.#write(container, jsonLine(this.#now, fields), fields["level"] === "error" ? "stderr" : "stdout");
    this.#simulation.pass(0.05);
  }

  #write(container: Container | undefined, line: string, stream: "stdout" | "stderr"): void {
    if (container?.state.running !== undefined) container.writeLine(line, { stream });
  }

  #podOf({ serving }: Deployment): Pod | undefined {
    return serving[Math.floor(this.#simulation.random() * serving.length)];
  }

  get #now(): number {
    return this.#simulation.nowMs();
  }
}
