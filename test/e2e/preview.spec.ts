import { expect, test } from "./fixtures.ts";

/** Answers a page on / and echoes WebSocket text frames, with what python3 has on board. */
const server = `import base64, hashlib, http.server
PAGE = b"<h1>It works</h1><p id=echo></p><script>const s=new WebSocket('ws://'+location.host+'/ws');s.onopen=()=>s.send('ping');s.onmessage=m=>document.getElementById('echo').textContent='echo '+m.data</script>"
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *a): pass
    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() == "websocket":
            key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
            accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
            self.send_response(101); self.send_header("Upgrade", "websocket"); self.send_header("Connection", "Upgrade")
            self.send_header("Sec-WebSocket-Accept", accept); self.end_headers(); self.wfile.flush()
            head = self.rfile.read(2); size = head[1] & 127; mask = self.rfile.read(4)
            text = bytes(b ^ mask[i % 4] for i, b in enumerate(self.rfile.read(size)))
            self.wfile.write(bytes([0x81, len(text)]) + text); self.wfile.flush(); self.rfile.read(1); return
        self.send_response(200); self.send_header("Content-Type", "text/html"); self.send_header("Content-Length", str(len(PAGE))); self.end_headers(); self.wfile.write(PAGE)
http.server.ThreadingHTTPServer(("0.0.0.0", 9000), H).serve_forever()
`;

test("a web server published by a container is read in a preview beside", async ({ session, page }) => {
  await session.run("mkdir -p www && echo '<h1>Served by a container</h1>' > www/index.html");
  const up = await session.run(
    "docker run -d --name web -p 8080:80 -v /root/www:/www busybox httpd -f -p 80 -h /www",
  );
  expect(up.status).toBe(0);
  await page.getByRole("button", { name: "Port 8080 on node1" }).first().click();
  const frame = page.frameLocator("iframe[title*='8080']");
  await expect(frame.getByRole("heading", { name: "Served by a container" })).toBeVisible();
});

test("a preview carries WebSockets", async ({ session, page }) => {
  await session.writeFile("server.py", server);
  await session.run("(python3 server.py > server.log 2>&1 &)");
  await page.getByRole("button", { name: "Port 9000 on node1" }).first().click();
  const frame = page.frameLocator("iframe[title*='9000']");
  await expect(frame.getByText("echo ping")).toBeVisible();
});

test("a preview goes to a path, says when nothing listens, and comes back with the page and with the server", async ({
  session,
  page,
}) => {
  const serve = "(python3 -m http.server 8000 > /dev/null 2>&1 & echo $! > /tmp/pid)";
  await session.run(`mkdir -p site/deep && cd site && echo '<h1>Deep down</h1>' > deep/page.html; ${serve}`);
  await page.getByRole("button", { name: "Port 8000 on node1" }).click();
  const frame = page.frameLocator("iframe[title*='8000']");
  await expect(frame.getByRole("link", { name: "deep/" })).toBeVisible();
  const may = await page.locator("iframe[title*='8000']").getAttribute("sandbox");
  expect(may?.split(" ").filter((token) => token.startsWith("allow-top-navigation"))).toEqual([]);

  await page.getByRole("textbox", { name: "Path in the preview" }).fill("deep/page.html");
  await page.keyboard.press("Enter");
  await expect(frame.getByRole("heading", { name: "Deep down" })).toBeVisible();
  await page.reload();
  await expect(frame.getByRole("heading", { name: "Deep down" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Path in the preview" })).toHaveValue("/deep/page.html");

  await session.run("kill $(cat /tmp/pid)");
  await expect(page.getByText("Nothing listens on port 8000 of node1 now.")).toBeVisible();
  await session.run(`echo '<h1>Written anew</h1>' > deep/page.html; ${serve}`);
  await expect(page.getByText("Nothing listens on port 8000 of node1 now.")).toHaveCount(0);
  await expect(frame.getByRole("heading", { name: "Written anew" })).toBeVisible();

  const apart = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Open the preview in a new tab" }).click();
  await expect((await apart).getByRole("heading", { name: "Written anew" })).toBeVisible();
});
