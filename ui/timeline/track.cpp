#include "timeline/track.h"

namespace overlap::ui {

void Track::caption(const Scene &scene, int top, const QString &text, DisplayList &captions)
{
    constexpr int margin = 10;
    captions.write(QRect(margin, top, scene.scale.left - margin, scene.fonts.line), text, Role::Dim,
                   Face::Text, Qt::AlignLeft | Qt::AlignVCenter);
}

} // namespace overlap::ui
