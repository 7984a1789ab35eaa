/* Lines from the numbers that stand in the table beside them. Without this script the table says it all. */
(function () {
  "use strict";
  var style = getComputedStyle(document.documentElement);
  var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function colour(element, name) {
    return (getComputedStyle(element).getPropertyValue(name) || style.getPropertyValue(name)).trim();
  }

  function draw(element) {
    var source = document.getElementById(element.dataset.chart);
    if (!source || !window.echarts || element.dataset.drawn) return;
    element.dataset.drawn = "yes";
    var data = JSON.parse(source.textContent);
    var ink = colour(element, "--chart-ink") || colour(element, "--muted");
    var line = colour(element, "--chart-line") || colour(element, "--line");
    var big = parseFloat(getComputedStyle(element).fontSize) || 14;
    var size = Math.max(13, Math.round(big * 0.92));
    var symbols = ["circle", "rect", "triangle", "diamond"];
    var chart = window.echarts.init(element);
    chart.setOption({
      animation: !still,
      aria: { enabled: false }, // the element has its own label, and the table the numbers
      textStyle: { fontFamily: style.getPropertyValue("--font"), color: ink },
      grid: { left: 8, right: 24, top: size * 3, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: ink, fontSize: size } },
      tooltip: { trigger: "axis", renderMode: "richText" },
      xAxis: { type: "time", axisLabel: { color: ink, fontSize: size, hideOverlap: true, formatter: "{yyyy}-{MM}-{dd}" }, axisLine: { lineStyle: { color: line } }, minInterval: 86400000 },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: ink, fontSize: size }, splitLine: { lineStyle: { color: line } } },
      series: data.lines.map(function (one, number) {
        return {
          type: "line", step: "end", name: one.name, data: one.points,
          symbol: symbols[number % symbols.length], symbolSize: 8, lineStyle: { width: 2 },
          itemStyle: { color: colour(element, "--" + one.tone + "-fill") }
        };
      })
    });
    window.addEventListener("resize", function () { chart.resize(); });
    window.addEventListener("beforeprint", function () { chart.resize(); });
  }

  function drawAll() {
    document.querySelectorAll("[data-chart]").forEach(draw);
  }

  drawAll();
  document.addEventListener("htmx:afterSwap", drawAll);
})();
