// The picture of a network. The table below it says the same to those who do not see it.
const canvas = document.getElementById("topology");
if (canvas && window.echarts) {
  canvas.parentElement.hidden = false;
  const chart = echarts.init(canvas, null, { renderer: "canvas" });
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  // Room for half a label at the sides, and for a whole one below.
  const SIDE = 60;
  const ABOVE = 20;
  const BELOW = 40;
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
    const node = (node) => ({
      id: node.id,
      name: node.name,
      note: node.state,
      path: node.path,
      symbol: node.kind === "site" ? "roundRect" : "circle",
      symbolSize: node.kind === "site" ? [26, 18] : few ? 26 : 12,
      itemStyle: { color: colours[node.colour] || colours.off, borderColor: colour("--card"), borderWidth: 2 },
      ...places.get(node.id),
    });
    chart.setOption({
      animation: false,
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
          label: { show: few, position: "bottom", color: colour("--ink"), fontSize: 13, textBorderColor: colour("--card"), textBorderWidth: 4, overflow: "truncate", width: 2 * SIDE - 10 },
          labelLayout: { hideOverlap: true },
          data: network.nodes.map(node),
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
    fit(network.nodes, node);
  };

  // The forces know no edges: what they put outside of a narrow picture is drawn closer together.
  const fit = (nodes, node) => {
    const data = chart.getModel().getSeriesByIndex(0).getData();
    const points = nodes.map((_, at) => data.getItemLayout(at));
    if (!points.length || points.some((point) => !point)) return;
    const span = (axis) => {
      const all = points.map((point) => point[axis]);
      return { least: Math.min(...all), size: Math.max(1, Math.max(...all) - Math.min(...all)) };
    };
    const across = span(0);
    const down = span(1);
    const room = { width: chart.getWidth() - 2 * SIDE, height: chart.getHeight() - ABOVE - BELOW };
    const scale = Math.min(1, room.width / across.size, room.height / down.size);
    const size = { width: across.size * scale, height: down.size * scale };
    places = new Map(nodes.map((one, at) => [one.id, { x: points[at][0], y: points[at][1] }]));
    chart.setOption({
      series: [
        {
          layout: "none",
          left: (chart.getWidth() - size.width) / 2,
          top: ABOVE + (room.height - size.height) / 2,
          ...size,
          data: nodes.map(node),
        },
      ],
    });
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
  window.addEventListener("resize", () => {
    chart.resize();
    if (last) draw(JSON.parse(last));
  });
  dark.addEventListener("change", () => last && draw(JSON.parse(last)));
  refresh();
  setInterval(() => document.hidden || refresh(), 5000);
}
