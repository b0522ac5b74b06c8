// FigureKit
