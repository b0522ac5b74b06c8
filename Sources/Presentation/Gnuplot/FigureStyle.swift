/// The one look of all figures: terminals, fonts, lines, and what a method keeps in every figure.
public enum FigureStyle {
    /// `style.gp`, which every figure loads: a user who edits it restyles them all.
    ///
    /// Text is 7 pt on paper; SVG and PNG have the same proportions.
    public static let fileText = """
        # Loaded by every figure of this folder. format: "pdf" (default), "svg" or "png". height: in cm.
        if (!exists("format")) format = "pdf"
        if (!exists("height")) height = 6.2
        if (!exists("width")) width = 8.5
        if (format eq "pdf") {
            set terminal pdfcairo noenhanced size (width)cm,(height)cm font "Helvetica,7" linewidth 1.0 \\
                dashlength 0.5
        }
        if (format eq "svg") {
            set terminal svg noenhanced dynamic size int(width * 60),int(height * 60) font "Helvetica,14.5" linewidth 1.7 \\
                dashlength 0.5
        }
        if (format eq "png") {
            set terminal pngcairo noenhanced size int(width * 118),int(height * 118) font "Helvetica,7" fontscale 3.12 \\
                linewidth 4.0 pointscale 4.0 dashlength 0.5
        }
        set output name . "." . format
        set encoding utf8
        set datafile missing "?"
        set border 3 linewidth 0.6 linecolor rgb "#555555"
        set tics nomirror out scale 0.5 textcolor rgb "#000000"
        set grid ytics linewidth 0.4 linetype 1 linecolor rgb "#dddddd"
        unset key
        set style fill transparent solid 0.16 noborder
        set pointsize format eq "svg" ? 0.8 : 0.45

        """
}
