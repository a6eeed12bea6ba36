// The time to draw, filter and sort the records, and the memory that they take:
//   bench_timeline [COUNT...]      requests kept (10 000, 1 000 000 and 10 000 000)
// Each line has the median, the 99th percentile and the maximum of a few hundred frames of 1280 by
// 420 pixels. A frame is layout and painting.
#include "requestmodel.h"
#include "timeline/layout.h"
#include "timeline/painter.h"
#include "timeline/retriesshown.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QRandomGenerator>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>

using namespace overlap;
using namespace overlap::ui;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr qint64 usNs = 1'000;
constexpr int frames = 300;

double msSince(SteadyClock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count();
}

qint64 residentBytes()
{
    std::ifstream file("/proc/self/statm");
    qint64 total = 0;
    qint64 resident = 0;
    file >> total >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

void tell(const char *what, std::vector<double> ms)
{
    std::ranges::sort(ms);
    std::printf("  %-28s %7.2f  %7.2f  %7.2f ms\n", what, ms[ms.size() / 2],
                ms[ms.size() * 99 / 100], ms.back());
    std::fflush(stdout);
}

class Fixture
{
public:
    explicit Fixture(quint64 count) : store({count + 65536, 100'000, 0})
    {
        theme = Theme::forPalette(paletteFor(false));
        QFont font;
        font.setPixelSize(12);
        fonts = Fonts::of(font);
    }

    // A server at full speed: 50 connections with requests of about 500 µs each. One in 5000 fails,
    // and one in four sleeps for most of its time.
    void fill(quint64 first, quint64 last)
    {
        for (quint64 id = first; id <= last; ++id) {
            record::Record r;
            r.id = id;
            r.startNs = qint64(id) * 10 * usNs;
            r.phaseSinceNs = r.startNs + (300 + random.bounded(400)) * usNs;
            r.phases[size_t(record::Phase::Running)] = 8;
            if (random.bounded(4) == 0)
                r.phases[size_t(record::Phase::Sleeping)] = 1100;
            r.phases[size_t(record::Phase::Writing)] = 40;
            r.connection = quint32(id % 50);
            r.ordinal = quint32(id / 50 + 1);
            r.status = random.bounded(5000) == 0 ? 500 : 200;
            r.outcome = record::Outcome::Answered;
            journal.write(r, {"/", {}, {}, {}, {}});
            if (id % 1000 == 0)
                absorb();
        }
        absorb();
        endNs = qint64(last) * 10 * usNs;
    }
    void absorb() { store.absorb({&journal}); }

    double frame(qint64 fromNs, qint64 toNs)
    {
        const auto begin = SteadyClock::now();
        const int left = fonts.gutter;
        const Scale scale{fromNs, toNs, left, image.width() - left};
        const auto lanesInView = lanes.inView(fromNs, toNs);
        Scene scene{store,        lanes, lanesInView, fonts,
                    image.size(), 0,     scale,       std::min(toNs, endNs)};
        scene.search = search;
        retries.look(fromNs, toNs);
        scene.retries = retries.all();
        layout = Layout::of(scene, std::move(layout.displayList)); // like the view
        QPainter painter(&image);
        LayoutPainter(painter, theme, fonts).paint(layout);
        return msSince(begin);
    }

    QRandomGenerator random{1};
    record::Journal journal;
    record::Store store;
    LanesShown lanes{store};
    RetriesShown retries{store};
    Theme theme;
    Fonts fonts;
    QImage image{1280, 420, QImage::Format_RGB32};
    const Search *search = nullptr;
    Layout layout;
    qint64 endNs = 0;
};

template <typename Range>
void draw(Fixture &fixture, const char *what, Range range)
{
    std::vector<double> ms;
    for (int i = 0; i < frames; ++i) {
        const auto [from, to] = range(double(i) / frames);
        ms.push_back(fixture.frame(from, to));
    }
    tell(what, std::move(ms));
}

void drawAll(Fixture &fixture)
{
    using Pair = std::pair<qint64, qint64>;
    const qint64 end = fixture.endNs;
    draw(fixture, "all of it", [&](double) { return Pair(0, end); });
    draw(fixture, "zooming in", [&](double part) {
        const auto half = qint64(double(end) / 2 * std::pow(1e-6, part));
        return Pair(end / 2 - half, end / 2 + std::max<qint64>(half, 1000));
    });
    draw(fixture, "panning a tenth", [&](double part) {
        const auto from = qint64(part * 0.9 * double(end));
        return Pair(from, from + end / 10);
    });
    draw(fixture, "panning a thousandth", [&](double part) {
        const auto from = qint64(part * 0.9 * double(end));
        return Pair(from, from + end / 1000);
    });
}

// The model works in steps; the longest step matters.
void arrange(RequestModel &model, const char *what, const std::function<void()> &ask)
{
    const auto begin = SteadyClock::now();
    auto since = begin;
    double longest = 0;
    ask();
    for (;;) {
        longest = std::max(longest, msSince(since));
        if (!model.isArranging())
            break;
        since = SteadyClock::now();
        QCoreApplication::processEvents();
    }
    std::printf("  %-28s %7.0f ms in steps of at most %.0f ms\n", what, msSince(begin), longest);
}

void measure(quint64 count)
{
    Fixture fixture(count);
    const quint64 warmUp =
        count / 5; // allocates what does not depend on the count, such as the journal's queue
    fixture.fill(1, warmUp);
    const qint64 before = residentBytes();
    const auto begin = SteadyClock::now();
    fixture.fill(warmUp + 1, count);
    std::printf("%llu requests: absorbed in %.0f ms, %.0f bytes each\n",
                static_cast<unsigned long long>(count), msSince(begin),
                double(residentBytes() - before) / double(count - warmUp));
    std::printf("  %-28s  median      p99  longest\n", "");
    drawAll(fixture);
    const Filter slow = std::get<Filter>(Filter::parse(QStringLiteral("dur>650us")));
    RequestModel model(fixture.store, [&fixture] { return fixture.endNs; });
    arrange(model, "filter the table", [&] { model.setFilter(slow); });
    fixture.search = model.search().get();
    draw(fixture, "all of it, filtered",
         [&](double) { return std::pair<qint64, qint64>(0, fixture.endNs); });
    fixture.search = nullptr;
    arrange(model, "filter no more", [&] { model.setFilter({}); });
    arrange(model, "sort by total", [&] { model.sort(9, Qt::DescendingOrder); });
    arrange(model, "sort by path", [&] { model.sort(4); });
}

void measureInFlight(int count)
{
    Fixture fixture(1000);
    for (int id = 1; id <= count; ++id) {
        record::Record r;
        r.id = quint64(id);
        r.startNs = id * usNs;
        r.phase = record::Phase::Sleeping;
        r.phaseSinceNs = r.startNs + 10 * usNs;
        fixture.journal.write(r, {"/sleep", {}, {}, {}, {}});
    }
    fixture.absorb();
    fixture.endNs = 2'000'000'000;
    std::printf("%d in flight\n", count);
    draw(fixture, "following", [&](double part) {
        const auto now = qint64(1e9 * (1 + part));
        return std::pair<qint64, qint64>(now - 1'000'000'000, now + 40'000'000);
    });
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    std::vector<quint64> counts;
    for (int i = 1; i < argc; ++i)
        counts.push_back(QByteArray(argv[i]).toULongLong());
    if (counts.empty())
        counts = {10'000, 1'000'000, 10'000'000};
    for (const quint64 count : counts)
        measure(count);
    measureInFlight(10'000);
}
