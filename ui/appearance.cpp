#include "appearance.h"

#include "theme.h"

#include <QApplication>
#include <QStyle>

namespace overlap::ui {

using namespace Qt::StringLiterals;

void apply(Appearance appearance)
{
    if (appearance == Appearance::System) {
        QApplication::setPalette(QPalette());
        return;
    }
    // Native styles ignore the palette and paint with the system's colours.
    if (QApplication::style()->name().compare("fusion"_L1, Qt::CaseInsensitive) != 0)
        QApplication::setStyle(u"Fusion"_s);
    QApplication::setPalette(paletteFor(appearance == Appearance::Dark));
}

} // namespace overlap::ui
