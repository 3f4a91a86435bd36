package dev.weir.local.digits;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * The digit most of the nearest training images show: compares with each of them, and is right about 98 times in a
 * hundred. The demo's v2.0.
 *
 * <p>Each of the k neighbours votes with 1 / (1 + squared distance); the score is the winner's share of the votes.
 */
final class NearestNeighbours implements DigitModel {

    private final String version;
    private final List<LabelledImage> training;
    private final int neighbours;

    /**
     * @param training what images are compared with
     * @param neighbours k, how many of them vote; from 1 to their number
     */
    public NearestNeighbours(String version, List<LabelledImage> training, int neighbours) {
        if (neighbours < 1 || neighbours > training.size()) {
            throw new IllegalArgumentException(
                    "neighbours " + neighbours + " is not from 1 to " + training.size() + ", the number of images");
        }
        this.version = version;
        this.training = List.copyOf(training);
        this.neighbours = neighbours;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public DigitPrediction classify(DigitImage image) {
        Map<String, Double> votes = new TreeMap<>();
        double total = 0;
        for (Neighbour neighbour : nearest(image)) {
            double vote = 1 / (1 + neighbour.squaredDistance());
            votes.merge(neighbour.label(), vote, Double::sum);
            total += vote;
        }
        Map.Entry<String, Double> winner =
                votes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        return new DigitPrediction(winner.getKey(), Math.min(1, winner.getValue() / total));
    }

    private PriorityQueue<Neighbour> nearest(DigitImage image) {
        PriorityQueue<Neighbour> farthestFirst = new PriorityQueue<>(
                neighbours + 1,
                Comparator.comparingDouble(Neighbour::squaredDistance).reversed());
        for (LabelledImage candidate : training) {
            double distance = image.squaredDistance(candidate.image());
            if (farthestFirst.size() < neighbours) {
                farthestFirst.add(new Neighbour(candidate.label(), distance));
            } else if (distance < farthestFirst.peek().squaredDistance()) {
                farthestFirst.poll();
                farthestFirst.add(new Neighbour(candidate.label(), distance));
            }
        }
        return farthestFirst;
    }

    private record Neighbour(String label, double squaredDistance) {}
}
