#include "latinkey.h"

#include "platform/keyplace.h"

#include <QKeyEvent>
#include <QString>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

// The script of what was typed. Control keys and such have none.
QChar::Script scriptOf(const QKeyEvent &event)
{
    const int key = event.key();
    if (key != 0 && key != Qt::Key_unknown && key < Qt::Key_Escape)
        return QChar::script(char32_t(key));
    return event.text().isEmpty() ? QChar::Script_Common : event.text().front().script();
}

// Where the usual layouts have their letters, for events that do not tell the place: those of
// on-screen keyboards and remote desktops.
int usualPlace(const QKeyEvent &event)
{
    struct Layout
    {
        QStringView typed;
        QStringView latin; // at the same places
    };
    static constexpr Layout layouts[] = {
        {u"йцукенгшщзхъфывапролджэячсмитьбюіў", u"qwertyuiop[]asdfghjkl;'zxcvbnm,.so"},
        {u"ςερτυθιοπασδφγηξκλζχψωβνμ", u"wertyuiopasdfghjklzxcvbnm"},
        {u"קראטוןםפשדגכעיחלךףזסבהנמצתץ", u"ertyuiopasdfghjkl;zxcvbnm,."},
        {u"ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظﻻ", u"qwertyuiop[]asdfghjkl;'zxcvnm,./b"},
    };
    const QString typed = event.text().isEmpty() ? QString(QChar(event.key())) : event.text();
    const QChar letter = typed == u"لا"_s ? QChar(0xfefb) : typed.front().toLower();
    for (const Layout &layout : layouts) {
        if (const qsizetype at = layout.typed.indexOf(letter); at >= 0)
            return layout.latin[at].toUpper().unicode();
    }
    return 0;
}

} // namespace

int latinKey(const QKeyEvent &event)
{
    switch (scriptOf(event)) {
    case QChar::Script_Unknown:
    case QChar::Script_Inherited:
    case QChar::Script_Common:
    case QChar::Script_Latin: return event.key();
    default: break;
    }
    if (const int key = keyAtPlace(event); key != 0)
        return key;
    const int key = usualPlace(event);
    return key != 0 ? key : event.key();
}

} // namespace overlap::ui
