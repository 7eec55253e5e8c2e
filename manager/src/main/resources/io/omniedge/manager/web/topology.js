// The picture of a network. The table below it says the same to those who do not see it.
const canvas = document.getElementById("topology");
if (canvas && window.echarts) {
  canvas.parentElement.hidden = false;
  const chart = echarts.init(canvas, null, { renderer: "canvas" });
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let last = "";
  let places = new Map();

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const draw = (network) => {
    const colours = {
      good: colour("--good"),
      off: colour("--faint"),
      warn: colour("--warn"),
      bad: colour("--bad"),
      site: colour("--accent"),
      client: colour("--accent"),
    };
    const few = network.nodes.length <= 40;
    chart.setOption({
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches && places.size === 0,
      tooltip: {
        renderMode: "richText",
        confine: true,
        formatter: (item) => (item.dataType === "node" ? item.data.name + "\n" + item.data.note : ""),
      },
      series: [
        {
          type: "graph",
          layout: "force",
          roam: "move",
          draggable: true,
          force: { repulsion: few ? 340 : 90, edgeLength: few ? [70, 130] : 40, gravity: few ? 0.12 : 0.2, layoutAnimation: false },
          label: { show: few, position: "bottom", color: colour("--ink"), fontSize: 13, textBorderColor: colour("--card"), textBorderWidth: 4, overflow: "truncate", width: 130 },
          labelLayout: { hideOverlap: true },
          data: network.nodes.map((node) => ({
            id: node.id,
            name: node.name,
            note: node.state,
            path: node.path,
            symbol: node.kind === "site" ? "roundRect" : "circle",
            symbolSize: node.kind === "site" ? [26, 18] : few ? 26 : 12,
            itemStyle: { color: colours[node.colour] || colours.off, borderColor: colour("--card"), borderWidth: 2 },
          })),
          links: network.links.map((link) => ({
            source: link.source,
            target: link.target,
            lineStyle: {
              color: link.kind === "up" ? colours.good : colours.off,
              width: link.kind === "up" ? 2.5 : 1.5,
              opacity: link.kind === "idle" ? 0.45 : 0.9,
              type: link.kind === "idle" ? "dashed" : "solid",
            },
          })),
        },
      ],
    });
    places = new Map(network.nodes.map((node) => [node.id, true]));
  };

  const refresh = async () => {
    try {
      const answer = await fetch(canvas.dataset.from, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const text = await answer.text();
      if (text !== last) {
        last = text;
        draw(JSON.parse(text));
      }
    } catch {
      // The page itself says that the manager does not answer.
    }
  };

  chart.on("click", (item) => {
    if (item.data?.path) window.location.assign(item.data.path);
  });
  window.addEventListener("resize", () => chart.resize());
  dark.addEventListener("change", () => last && draw(JSON.parse(last)));
  refresh();
  setInterval(() => document.hidden || refresh(), 5000);
}
