#include "appearance.h"

#include "theme.h"

#include <QApplication>
#include <QStyle>

namespace overlap::ui {

using namespace Qt::StringLiterals;

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
}

void makeReadable()
{
    const QPalette palette = QApplication::palette();
    const QColor dim = readableDim(palette);
    if (dim == palette.color(QPalette::PlaceholderText))
        return;
    QPalette own; // of which the other colours stay the system's
    own.setColor(QPalette::PlaceholderText, dim);
    QApplication::setPalette(own);
}

} // namespace overlap::ui
