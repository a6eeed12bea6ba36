#include "appearance.h"

#include "theme.h"

#include <QApplication>
#include <QStyle>

#include <algorithm>
#include <array>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

// Native styles paint borders in the system's colours.
void applyToFields()
{
    if (QApplication::style()->name().compare("fusion"_L1, Qt::CaseInsensitive) != 0)
        return;
    const QPalette fields = fieldPalette(QApplication::palette());
    for (const char *kind : {"QLineEdit", "QAbstractSpinBox", "QComboBox", "QAbstractButton",
                             "QSlider", "QProgressBar"})
        QApplication::setPalette(fields, kind);
}

} // namespace

void apply(Appearance appearance)
{
    if (appearance == Appearance::System) {
        QApplication::setPalette(QPalette()); // the window then makes it readable
        return;
    }
    // Native styles ignore the palette and paint with the system's colours.
    if (QApplication::style()->name().compare("fusion"_L1, Qt::CaseInsensitive) != 0)
        QApplication::setStyle(u"Fusion"_s);
    QApplication::setPalette(paletteFor(appearance == Appearance::Dark));
    applyToFields();
}

void makeReadable()
{
    const QPalette palette = QApplication::palette();
    const QColor dim = readableDim(palette);
    constexpr std::array texts = {QPalette::WindowText, QPalette::Text, QPalette::ButtonText};
    QPalette own; // of which the other colours stay the system's
    own.setColor(QPalette::PlaceholderText, dim);
    for (const auto role : texts)
        own.setColor(QPalette::Disabled, role, dim);
    bool isReadable = dim == palette.color(QPalette::PlaceholderText) &&
                      std::ranges::all_of(texts, [&](QPalette::ColorRole role) {
                          return palette.color(QPalette::Disabled, role) == dim;
                      });
    for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
        const QColor text = readableHighlighted(palette, group);
        own.setColor(group, QPalette::HighlightedText, text);
        isReadable &= text == palette.color(group, QPalette::HighlightedText);
    }
    if (!isReadable)
        QApplication::setPalette(own);
    applyToFields();
}

} // namespace overlap::ui
