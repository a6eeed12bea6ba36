#include "theme.h"

#include <algorithm>
#include <cmath>

namespace overlap::ui {

namespace {

using record::Phase;

struct Colours
{
    const char *waiting, *reading, *running, *sleeping, *held, *upstream, *writing;
    const char *background, *chrome, *text, *dim, *grid, *graphFill, *error, *onBar, *selection;
    const char *button, *highlight; // of the palette
};

constexpr Colours lightColours = {"#b87f00", "#3a9bd9", "#a83200", "#123f7a", "#7b4bb8", "#b8337a",
                                  "#00906a", "#ffffff", "#f2f2f2", "#1a1a1a", "#626262", "#e6e6e6",
                                  "#c0ccdc", "#b3261e", "#ffffff", "#1a1a1a", "#ffffff", "#cfe3fa"};
constexpr Colours darkColours = {"#f0b429", "#9ad6f7", "#e8602c", "#2f7fc4", "#b48cf2", "#f283b6",
                                 "#19b88c", "#1e1e1e", "#252525", "#f0f0f0", "#a8a8a8", "#333333",
                                 "#20364a", "#ff8a80", "#ffffff", "#f0f0f0", "#2f2f2f", "#0a4a78"};

// Relative luminance, 0 to 1 (WCAG 2.1).
double luminance(const QColor &colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

QColor colour(const char *name)
{
    return {QLatin1StringView(name)};
}

} // namespace

Theme Theme::forPalette(const QPalette &palette)
{
    Theme theme;
    theme.dark = palette.color(QPalette::Base).lightness() < 128;
    const Colours &c = theme.dark ? darkColours : lightColours;
    const auto set = [&theme](Phase which, const char *name) {
        theme.phase[size_t(which)] = colour(name);
    };
    set(Phase::KeepAliveIdle, c.text);
    set(Phase::ReadingHead, c.reading);
    set(Phase::ReadingBody, c.reading);
    set(Phase::Queued, c.waiting);
    set(Phase::Running, c.running);
    set(Phase::Sleeping, c.sleeping);
    set(Phase::Held, c.held);
    set(Phase::TimerLateness, c.running);
    set(Phase::Upstream, c.upstream);
    set(Phase::Sending, c.writing);
    set(Phase::Writing, c.writing);
    theme.background = colour(c.background);
    theme.chrome = colour(c.chrome);
    theme.text = colour(c.text);
    theme.dim = colour(c.dim);
    theme.grid = colour(c.grid);
    theme.accent = colour(c.sleeping);
    theme.accentText = colour(theme.dark ? "#7dbaf0" : c.sleeping);
    theme.graphFill = colour(c.graphFill);
    theme.handled = theme.dark ? colour("#2a74b5") : theme.accent;
    theme.queued = colour(theme.dark ? "#f8d880" : c.waiting);
    theme.error = colour(c.error);
    theme.onBar = colour(c.onBar);
    theme.selection = colour(c.selection);
    return theme;
}

static QColor readableOn(const QColor &fill, const QColor &wanted)
{
    if (contrast(wanted, fill) >= 4.5)
        return wanted;
    return contrast(Qt::black, fill) > contrast(Qt::white, fill) ? Qt::black : Qt::white;
}

QColor Theme::inkOn(const QColor &fill) const
{
    return readableOn(fill, onBar);
}

QColor readableHighlighted(const QPalette &palette, QPalette::ColorGroup group)
{
    return readableOn(palette.color(group, QPalette::Highlight),
                      palette.color(group, QPalette::HighlightedText));
}

QColor blend(const QColor &over, const QColor &under, double part)
{
    const auto mix = [part](int a, int b) { return qRound(a * part + b * (1 - part)); };
    return {mix(over.red(), under.red()), mix(over.green(), under.green()),
            mix(over.blue(), under.blue())};
}

QColor readableDim(const QPalette &palette)
{
    const QColor base = palette.color(QPalette::Base);
    const QColor window = palette.color(QPalette::Window);
    const QColor own = palette.color(QPalette::PlaceholderText);
    const auto isReadable = [&](const QColor &colour) {
        return contrast(colour, base) >= 4.5 && contrast(colour, window) >= 4.5;
    };
    QColor dim = blend(own, base, own.alphaF()); // the system's is often half transparent
    for (double part = 0.5; !isReadable(dim) && part < 1; part += 0.05)
        dim = blend(palette.color(QPalette::Text), base, part);
    return dim;
}

QPalette fieldPalette(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    const auto isSeen = [&palette](const QColor &base) {
        const QColor border = base.darker(140); // as Fusion's outline
        for (const QColor &line :
             {border, border.lighter(115)}) { // of check boxes, and of disabled buttons
            for (const auto ground : {QPalette::Window, QPalette::Base}) {
                if (contrast(line, palette.color(ground)) < 3)
                    return false;
            }
        }
        return true;
    };
    QColor base = window;
    for (double part = 0.05; !isSeen(base) && part < 1; part += 0.05)
        base = blend(palette.color(QPalette::WindowText), window, part);
    QPalette fields = palette;
    fields.setColor(QPalette::Window, base);
    fields.setColor(QPalette::Highlight, Theme::forPalette(palette).accentText);
    fields.setColor(QPalette::HighlightedText, palette.color(QPalette::Base));
    return fields;
}

double contrast(const QColor &a, const QColor &b)
{
    const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
    return (light + 0.05) / (dark + 0.05);
}

QPalette paletteFor(bool dark)
{
    const Colours &c = dark ? darkColours : lightColours;
    QPalette palette;
    palette.setColor(QPalette::Window, colour(c.chrome));
    palette.setColor(QPalette::Base, colour(c.background));
    palette.setColor(QPalette::AlternateBase, colour(c.chrome));
    palette.setColor(QPalette::Button, colour(c.button));
    palette.setColor(QPalette::ToolTipBase, colour(c.button));
    palette.setColor(QPalette::Mid, colour(dark ? "#4a4a4a" : "#c8c8c8"));
    palette.setColor(QPalette::Midlight, colour(dark ? "#3a3a3a" : "#dedede"));
    palette.setColor(QPalette::Light, colour(dark ? "#444444" : "#ffffff"));
    palette.setColor(QPalette::Dark, colour(dark ? "#141414" : "#a0a0a0"));
    palette.setColor(QPalette::Shadow, colour(dark ? "#000000" : "#707070"));
    palette.setColor(QPalette::Highlight, colour(c.highlight));
    palette.setColor(QPalette::Link, colour(dark ? "#63a9e6" : "#123f7a"));
    palette.setColor(QPalette::LinkVisited, colour(dark ? "#b59ae0" : "#5a3a8a"));
    palette.setColor(QPalette::BrightText, colour(c.error));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::HighlightedText})
        palette.setColor(role, colour(c.text));
    palette.setColor(QPalette::PlaceholderText, colour(c.dim));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colour(c.dim));
    return palette;
}

} // namespace overlap::ui
